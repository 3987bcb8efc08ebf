import * as z from 'zod';
import { configSchema } from './schema.js';

/** As much of a JSON schema as is walked here. */
export interface JsonSchema {
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly [key: string]: unknown;
}

/** The JSON schema of the config file, for editors: what a user may write, with a description and a default for every key. */
export function configJsonSchema(): JsonSchema {
  const { properties, ...rest } = z.toJSONSchema(configSchema, { io: 'input' }) as JsonSchema;
  const $schema = { type: 'string', description: 'Where editors find this schema.' };
  return { ...rest, title: 'meibo-infra', properties: { $schema, ...properties } };
}

/** Every key of the config in dotted form, in the order of the schema; sections come before their members. */
export function configKeys(schema = configJsonSchema(), at = ''): readonly { path: string; schema: JsonSchema }[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => {
    const path = at ? `${at}.${key}` : key;
    return [{ path, schema: inner }, ...configKeys(inner, path)];
  });
}
