import type { Slice } from '../../world.js';

/** A parameter with its newest value. */
export interface Parameter {
  name: string;
  type: 'String' | 'StringList' | 'SecureString';
  value: string;
  version: number;
  tier: 'Standard' | 'Advanced' | 'Intelligent-Tiering';
  dataType: string;
  description?: string;
  keyId?: string;
  allowedPattern?: string;
  modifiedAt: number;
  modifiedBy: string;
  tags: Record<string, string>;
}

/** Everything that SSM keeps: parameters by name. */
export interface Ssm {
  parameters: Record<string, Parameter>;
}

/** SSM's part of the world. */
export const ssmSlice: Slice<Ssm> = { name: 'ssm', initial: () => ({ parameters: {} }) };
