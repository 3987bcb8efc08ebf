import { createPool, type Pool, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import type { Settings } from './settings.js';

/** What a caller may say of a person. */
export interface PersonFields {
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
}

/** A person as it is kept. */
export interface Person extends PersonFields {
  readonly id: number;
  readonly created_at: Date;
}

/** The table of persons. Every call rejects when the database does not answer. */
export type Persons = Awaited<ReturnType<typeof openPersons>>;

/** How long the database may take to appear, in milliseconds. */
const patience = 6000;
const pause = 300;

const table = `CREATE TABLE IF NOT EXISTS persons (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(100) NOT NULL,
  email VARCHAR(255),
  phone VARCHAR(50),
  created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
)`;

// What no waiting mends: a wrong password, no such database, no right to it, something the server does not know.
const final = new Set([1044, 1045, 1049, 1142, 1235]);

/** Says in one line why the database cannot be used; never with the password. */
export function explainDatabaseError(error: unknown, { database }: Settings): string {
  const { code = 'unknown', errno, message = '' } = error as { code?: string; errno?: number; message?: string };
  const place = `${database.host}:${database.port}`;
  if (errno === 1045) return `the database at ${place} refused user '${database.user}': check DB_USER and DB_PASSWORD`;
  if (errno === 1049) return `the database at ${place} has no database '${database.name}': check DB_NAME`;
  return `the database at ${place} cannot be used: ${code}${message && !message.includes(code) ? ` (${message})` : ''}`;
}

async function makeTable(pool: Pool, signal: AbortSignal): Promise<void> {
  for (const end = Date.now() + patience; ; ) {
    try {
      await pool.query(table);
      return;
    } catch (error) {
      if (signal.aborted || final.has((error as { errno?: number }).errno ?? 0) || Date.now() + pause > end)
        throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** Connects, waiting some seconds for the database, and makes the table when it is missing. */
export async function openPersons({ database }: Settings, signal: AbortSignal) {
  const pool = createPool({
    host: database.host,
    port: database.port,
    user: database.user,
    password: database.password,
    database: database.name,
    connectionLimit: 8,
    connectTimeout: 3000,
    charset: 'utf8mb4',
    timezone: 'Z',
  });
  try {
    await makeTable(pool, signal);
  } catch (error) {
    await pool.end().catch(() => {});
    throw error;
  }
  const columns = 'id, name, email, phone, created_at';
  const find = async (id: number): Promise<Person | undefined> => {
    const [rows] = await pool.execute<RowDataPacket[]>(`SELECT ${columns} FROM persons WHERE id = ?`, [id]);
    return rows[0] as Person | undefined;
  };
  return {
    find,
    /** The newest first; `limit` must be a whole number, as MySQL takes no bound number there. */
    async list(limit: number): Promise<Person[]> {
      const [rows] = await pool.query<RowDataPacket[]>(
        `SELECT ${columns} FROM persons ORDER BY id DESC LIMIT ${Math.trunc(limit)}`,
      );
      return rows as Person[];
    },
    async create({ name, email, phone }: PersonFields): Promise<Person> {
      const sql = 'INSERT INTO persons (name, email, phone) VALUES (?, ?, ?)';
      const [result] = await pool.execute<ResultSetHeader>(sql, [name, email, phone]);
      const made = await find(result.insertId);
      if (!made) throw new Error('the new record was gone at once');
      return made;
    },
    async update(id: number, { name, email, phone }: PersonFields): Promise<Person | undefined> {
      await pool.execute('UPDATE persons SET name = ?, email = ?, phone = ? WHERE id = ?', [name, email, phone, id]);
      return find(id);
    },
    async remove(id: number): Promise<boolean> {
      const [result] = await pool.execute<ResultSetHeader>('DELETE FROM persons WHERE id = ?', [id]);
      return result.affectedRows > 0;
    },
    close: () => pool.end(),
  };
}
