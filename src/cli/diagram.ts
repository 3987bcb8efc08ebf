import { loadConfig } from '../config/load.js';
import { composeDiagram } from '../diagram/compose.js';
import type { StackFacts } from '../diagram/facts.js';
import { formats } from '../diagram/formats.js';
import { factsOfConfig } from '../diagram/from-config.js';
import { factsOfLook, whereaboutsOf } from '../diagram/from-live.js';
import { look } from '../engine/up.js';
import { Problem } from '../model/problem.js';
import { printProblem } from '../report/problem.js';
import { kindOf } from '../resources/index.js';
import { steps } from '../steps/index.js';
import { chooseLanguage, wordsOf } from '../text/language.js';
import type { Words } from '../text/words.js';
import { type DiagramOptions, exitCodes } from './options.js';
import { withRun } from './runtime.js';
import { writeOut } from './write-out.js';

/** `meibo-infra diagram`: draws the architecture, from the config alone or, with `--live`, from what stands. Returns the exit code. */
export function diagram(options: DiagramOptions): Promise<number> {
  return options.live ? drawStanding(options) : drawPlanned(options);
}

/** Needs neither credentials nor a network. */
async function drawPlanned(options: DiagramOptions): Promise<number> {
  const words = await wordsOf(chooseLanguage(options.lang, process.env));
  const { config: file, name, region } = options;
  try {
    const { config } = await loadConfig({
      file,
      cwd: process.cwd(),
      overrides: { name, region },
      env: process.env,
    });
    return await hand(factsOfConfig(config), words, options);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { stdout, stderr } = process;
    const look = { words, stdout, stderr, color: false, columns: stderr.columns ?? 200, json: options.json === true };
    printProblem(error, { ...look, command: 'diagram' });
    return exitCodes.failed;
  }
}

function drawStanding(options: DiagramOptions): Promise<number> {
  return withRun({ command: 'diagram', changes: false, quiet: true }, options, async ({ runtime, config, words }) => {
    const seen = await look(runtime, steps, kindOf, 'look');
    return hand(factsOfLook(config, seen, await whereaboutsOf(runtime, seen)), words, options);
  });
}

async function hand(facts: StackFacts, words: Words, { format = 'svg', out }: DiagramOptions): Promise<number> {
  const text = formats[format](composeDiagram(facts, words.diagram));
  if (out === undefined) process.stdout.write(text);
  else await writeOut(out, text);
  return exitCodes.asWanted;
}
