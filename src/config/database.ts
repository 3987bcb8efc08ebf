import * as z from 'zod';
import { check, form, whole } from './checks.js';
import { isReservedDatabase, isReservedUser } from './mysql-words.js';

const version = z.string().check(
  check<string>((found, say) => {
    const [, major = 0, minor = 0] = (/^(\d+)\.(\d+)(\.[\w.]+)?$/.exec(found) ?? []).map(Number);
    if (major === 0) return say({ code: 'engine-form', facts: { found }, example: '8.4' });
    if (major < 8 || (major === 8 && minor === 0))
      return say({ code: 'engine-extended-support', facts: { found }, example: '8.4' });
    if (major === 8 && minor < 4) say({ code: 'engine-form', facts: { found }, example: '8.4' });
  }),
);

const databaseName = z.string().check(
  check<string>((found, say) => {
    if (!/^[A-Za-z][A-Za-z0-9]{0,63}$/.test(found)) say({ code: 'db-name-form', facts: { found }, example: 'meibo' });
    else if (isReservedDatabase(found)) say({ code: 'db-word-reserved', facts: { found }, example: 'meibo' });
  }),
);

const userName = z.string().check(
  check<string>((found, say) => {
    if (!/^[A-Za-z]\w{0,15}$/.test(found)) say({ code: 'db-user-form', facts: { found }, example: 'admin' });
    else if (isReservedUser(found)) say({ code: 'db-word-reserved', facts: { found }, example: 'admin' });
  }),
);

/** RDS for MySQL. */
export const databaseSchema = z.strictObject({
  engineVersion: version.default('8.4').describe('Version of MySQL, 8.4 or later; AWS chooses the minor version.'),
  instanceClass: z
    .string()
    .check(
      form(
        'instance-class-form',
        (it) => /^db\.[a-z0-9-]+\.[a-z0-9-]+$/.test(it),
        (found) => ({ found }),
        'db.t4g.micro',
      ),
    )
    .default('db.t4g.micro')
    .describe('DB instance class; db.t4g.micro and db.t3.micro are in the free tier.'),
  storageGiB: whole(20, 65536).default(20).describe('Storage in GiB; it can grow but never shrink.'),
  storageType: z.enum(['gp2', 'gp3']).default('gp2').describe('Kind of storage; the free tier covers gp2.'),
  name: databaseName.default('meibo').describe('Name of the database, handed to the container as DB_NAME.'),
  user: userName.default('admin').describe('Master user, handed to the container as DB_USER.'),
  backupRetentionDays: whole(0, 35)
    .default(1)
    .describe('Days automatic backups are kept; 0 turns them off. Free-plan accounts take 0 or 1.'),
  multiAz: z.boolean().default(false).describe('A standby in a second zone (doubles the price).'),
  deletionProtection: z.boolean().default(false).describe('Let RDS refuse to delete the instance.'),
  onDestroy: z
    .enum(['discard', 'snapshot'])
    .default('discard')
    .describe('What destroy does with the data: throw it away, or keep a final snapshot (billed).'),
});
