import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

const page = new URL('../proof/README.md', import.meta.url);

/** How far a figure that follows from the code may stray before the page has to tell it anew. */
const tolerance = 0.1;

/** The row of the page that has such a name. */
const rowOf = (text: string, name: string) => text.split('\n').find((it) => it.startsWith(`| ${name} |`));

/**
 * Holds a figure against the page that tells it (`test/proof/README.md`): one that a test sets must stand there just so, one that
 * follows from the code (`about`) within a tenth. A run with `UPDATE_FIGURES=1` writes the page instead.
 */
export function tellFigure(name: string, value: number, { about = false, digits = 0 } = {}): void {
  const text = readFileSync(page, 'utf8');
  const row = rowOf(text, name);
  const told = value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  console.log(`${name}: ${told}`);
  if (!row) throw new Error(`test/proof/README.md has no row «${name}» (${told})`);
  const cells = row.split('|');
  if (process.env.UPDATE_FIGURES) {
    cells[2] = ` ${told} `;
    writeFileSync(page, text.replace(row, cells.join('|')));
    return;
  }
  const known = Number((cells[2] ?? '').replaceAll(',', '').trim());
  const wrong = `test/proof/README.md tells ${known} of «${name}», it is ${told}: UPDATE_FIGURES=1 writes it`;
  if (about) expect(Math.abs(value - known) / value, wrong).toBeLessThan(tolerance);
  else expect(known, wrong).toBe(Number(told.replaceAll(',', '')));
}
