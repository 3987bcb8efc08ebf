/** An error as MySQL words it: goes to the client as an error packet. */
export class SqlError extends Error {
  constructor(
    readonly errno: number,
    readonly sqlState: string,
    message: string,
  ) {
    super(message);
  }
}

/** What the embedded database cannot do; MySQL's own number for a feature that is not there (1235, 42000). */
export const refuse = (what: string): SqlError =>
  new SqlError(1235, '42000', `The embedded database (approximate, over SQLite) does not support ${what}`);

/** A text that cannot be read as SQL (1064), with the place where reading ended. */
export const syntaxError = (near: string): SqlError =>
  new SqlError(1064, '42000', `You have an error in your SQL syntax near '${near.slice(0, 80)}'`);

/** A name that no column of the statement has (1054). */
export const unknownColumn = (name: string, where = 'field list'): SqlError =>
  new SqlError(1054, '42S22', `Unknown column '${name}' in '${where}'`);

/** A packet that breaks the protocol: its connection is closed, the others live on. */
export const malformed = (what: string): SqlError =>
  new SqlError(1835, 'HY000', `Malformed communication packet: ${what}`);
