import type { Diagram } from '../diagram/model.js';

/** How a cell is to be seen beyond its text. */
export type Tone = 'ok' | 'ng' | 'skip';

/** A cell of a table: text, or text with a tone, a link, or notes below it. */
export type Cell =
  | string
  | {
      readonly text: string;
      readonly tone?: Tone;
      readonly href?: string;
      readonly notes?: readonly string[];
    };

/** A table. A group heads the rows that follow it, over the whole width. */
export interface Table {
  readonly kind: 'table';
  readonly head: readonly string[];
  readonly groups: readonly { readonly title?: string; readonly rows: readonly (readonly Cell[])[] }[];
  /** Which column holds values of machines: those may be broken anywhere. */
  readonly code?: readonly number[];
}

export type Block =
  | Table
  | { readonly kind: 'text'; readonly text: string; readonly tone?: Tone }
  /** What was typed or answered, as it was. */
  | { readonly kind: 'code'; readonly caption?: string; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'diagram'; readonly diagram: Diagram };

export interface Section {
  /** For links within the page. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
  /** On a page of its own when it is printed; `wide` one lies on its side. */
  readonly page?: 'own' | 'wide';
}

/** What is handed in, in the words of a language and in no format yet. */
export interface HandoutDocument {
  readonly language: 'ja' | 'en';
  readonly title: string;
  /** Label and value. */
  readonly about: readonly (readonly [string, Cell])[];
  readonly contents: string;
  readonly sections: readonly Section[];
}
