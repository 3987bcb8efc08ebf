import { partsOf } from '../../aws/errors.js';

/** Runs a call; true when AWS refused it with this code, which says that what it asks for is so, or half so, already. */
export async function refused(code: string, call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return false;
  } catch (error) {
    if (partsOf(error).code === code) return true;
    throw error;
  }
}
