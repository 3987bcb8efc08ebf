/** One parameter of MySQL as far as it may be changed in a group. */
export interface KnownParameter {
  readonly apply: 'static' | 'dynamic';
  readonly type: 'integer' | 'string' | 'boolean';
  /** As RDS writes it: `0-1000`, or `a,b,c`; anything when absent. */
  readonly allowed?: string;
  /** What RDS sets where nobody has set anything, by family. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** What the local database does otherwise. */
  readonly note?: string;
}

const integer = (apply: 'static' | 'dynamic', allowed: string): KnownParameter => ({ apply, type: 'integer', allowed });
const flag = (apply: 'static' | 'dynamic'): KnownParameter => ({ apply, type: 'boolean', allowed: '0,1' });
const text = (apply: 'static' | 'dynamic', allowed?: string): KnownParameter => ({
  apply,
  type: 'string',
  ...(allowed !== undefined && { allowed }),
});

/** The parameters that are changed most; the reference manual of MySQL has their ranges and says which need a restart. */
const KNOWN: Readonly<Record<string, KnownParameter>> = {
  binlog_format: text('dynamic', 'ROW,STATEMENT,MIXED'),
  character_set_client: text('dynamic'),
  character_set_connection: text('dynamic'),
  character_set_database: text('dynamic'),
  character_set_results: text('dynamic'),
  character_set_server: text('dynamic'),
  collation_connection: text('dynamic'),
  collation_server: text('dynamic'),
  connect_timeout: integer('dynamic', '2-31536000'),
  event_scheduler: text('dynamic', 'ON,OFF'),
  explicit_defaults_for_timestamp: flag('dynamic'),
  general_log: flag('dynamic'),
  innodb_buffer_pool_size: text('dynamic'),
  innodb_flush_log_at_trx_commit: integer('dynamic', '0-2'),
  innodb_lock_wait_timeout: integer('dynamic', '1-1073741824'),
  innodb_print_all_deadlocks: flag('dynamic'),
  interactive_timeout: integer('dynamic', '1-31536000'),
  local_infile: flag('dynamic'),
  log_bin_trust_function_creators: flag('dynamic'),
  log_output: text('dynamic', 'TABLE,FILE,NONE'),
  long_query_time: text('dynamic'),
  lower_case_table_names: integer('static', '0-1'),
  max_allowed_packet: integer('dynamic', '1024-1073741824'),
  max_connections: text('dynamic'),
  max_execution_time: integer('dynamic', '0-4294967295'),
  performance_schema: flag('static'),
  // From 9.7 on RDS turns clients without TLS away with error 3159 (User Guide, requiring SSL/TLS for all connections).
  require_secure_transport: {
    ...flag('dynamic'),
    defaults: { 'mysql9.7': '1' },
    note: 'Shown only: the local database takes connections without TLS, whatever the value.',
  },
  skip_name_resolve: flag('static'),
  slow_query_log: flag('dynamic'),
  sql_mode: text('dynamic'),
  time_zone: text('dynamic'),
  transaction_isolation: text('dynamic', 'READ-UNCOMMITTED,READ-COMMITTED,REPEATABLE-READ,SERIALIZABLE'),
  wait_timeout: integer('dynamic', '1-31536000'),
};

/** A parameter of that name, if it is one of those that the local cloud knows. */
export const knownParameter = (name: string): KnownParameter | undefined =>
  Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;

/** The names of all parameters that the local cloud knows. */
export const parameterNames: readonly string[] = Object.keys(KNOWN);

/** Whether a value is one that a parameter may have. */
export function isAllowed({ type, allowed }: KnownParameter, value: string): boolean {
  if (allowed === undefined) return true;
  const range = type === 'integer' ? /^(\d+)-(\d+)$/.exec(allowed) : null;
  if (!range) return allowed.split(',').includes(value);
  return /^\d+$/.test(value) && Number(value) >= Number(range[1]) && Number(value) <= Number(range[2]);
}
