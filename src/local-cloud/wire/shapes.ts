/**
 * The SDK's schemas, read once into a form that is quick to walk. Their layout is
 * `[kind, namespace, name, traits, …]`; a reference is a number, a tuple, a function that gives one, or `[reference, traits]`.
 */
type Traits = Readonly<Record<string, unknown>>;

/** A value without parts. */
export interface Simple {
  readonly kind: 'string' | 'number' | 'boolean' | 'timestamp' | 'blob' | 'document';
}

/** A list of one kind of member. */
export interface List {
  readonly kind: 'list';
  readonly member: Member;
}

/** A map from strings. */
export interface Dictionary {
  readonly kind: 'map';
  readonly key: Member;
  readonly value: Member;
}

/** A structure, a union or an error. */
export interface Structure {
  readonly kind: 'structure';
  readonly name: string;
  readonly namespace: string;
  readonly union: boolean;
  readonly members: readonly Member[];
  readonly traits: Traits;
}

/** Any type of the wire. */
export type Shape = Simple | List | Dictionary | Structure;

/** A part of a shape, with its names in the various formats. */
export interface Member {
  readonly name: string;
  readonly required: boolean;
  /** The XML element. */
  readonly element: string;
  /** The key in a form of awsQuery, and in one of ec2Query. */
  readonly formKey: string;
  readonly ec2Key: string;
  readonly shape: Shape;
}

/** One operation: its input and output; undefined where it has none. */
export interface OperationShape {
  readonly name: string;
  readonly input: Structure | undefined;
  readonly output: Structure | undefined;
}

const [SIMPLE, LIST, MAP, STRUCTURE, UNION, ERROR, OPERATION] = [0, 1, 2, 3, 4, -3, 9];

const simple = (code: number): Simple => {
  if (code === 0) return { kind: 'string' };
  if (code === 1) return { kind: 'number' };
  if (code === 2) return { kind: 'boolean' };
  if (code >= 4 && code <= 7) return { kind: 'timestamp' };
  if (code === 15) return { kind: 'document' };
  if (code === 21) return { kind: 'blob' };
  throw new Error(`The SDK's schemas hold a type that the local cloud does not know: ${code}`);
};

const readTraits = (raw: unknown): Traits => (typeof raw === 'object' && raw !== null ? (raw as Traits) : {});

function resolve(reference: unknown): unknown {
  let found = reference;
  while (typeof found === 'function') found = (found as () => unknown)();
  return found;
}

function member(name: string, reference: unknown, required = false): Member {
  const raw = resolve(reference);
  const paired = Array.isArray(raw) && raw.length === 2;
  const traits = paired ? readTraits(raw[1]) : {};
  const target = paired ? raw[0] : raw;
  const xmlName = traits.xmlName as string | undefined;
  const formKey = xmlName ?? name;
  let shape: Shape | undefined;
  return {
    name,
    required,
    element: formKey,
    formKey,
    ec2Key: (traits.ec2QueryName as string | undefined) ?? formKey.charAt(0).toUpperCase() + formKey.slice(1),
    get shape() {
      shape ??= shapeOf(target);
      return shape;
    },
  };
}

const known = new WeakMap<object, Shape>();

/** Reads any schema reference. */
export function shapeOf(reference: unknown): Shape {
  const raw = resolve(reference);
  if (typeof raw === 'number') {
    if (raw >= 128) return { kind: 'map', key: member('key', 0), value: member('value', raw - 128) };
    if (raw >= 64) return { kind: 'list', member: member('member', raw - 64) };
    return simple(raw);
  }
  if (!Array.isArray(raw)) throw new Error(`This is no schema: ${String(raw)}`);
  if (raw.length === 2) return shapeOf(raw[0]);
  const before = known.get(raw);
  if (before) return before;
  const shape = read(raw);
  known.set(raw, shape);
  return shape;
}

function read(raw: readonly unknown[]): Shape {
  const [kind, namespace, name, traits] = raw as [number, string, string, unknown];
  if (kind === SIMPLE) return shapeOf(raw[4]);
  if (kind === LIST) return { kind: 'list', member: member('member', raw[4]) };
  if (kind === MAP) return { kind: 'map', key: member('key', raw[4]), value: member('value', raw[5]) };
  if (kind !== STRUCTURE && kind !== UNION && kind !== ERROR) throw new Error(`${name} is no data: kind ${kind}`);
  const [names, references, required = 0] = raw.slice(4) as [string[], unknown[], number?];
  const members = names.map((each, index) => member(each, references[index], index < required));
  return { kind: 'structure', name, namespace, union: kind === UNION, members, traits: readTraits(traits) };
}

const structure = (reference: unknown): Structure | undefined => {
  if (resolve(reference) === 'unit') return undefined;
  const shape = shapeOf(reference);
  return shape.kind === 'structure' ? shape : undefined;
};

const operations = new WeakMap<object, OperationShape>();

/** The operation of that name in an SDK module, from its export `Name$`; undefined when AWS has none. */
export function operationOf(sdk: object, name: string): OperationShape | undefined {
  const raw = Object.hasOwn(sdk, `${name}$`) ? (sdk as Record<string, unknown>)[`${name}$`] : undefined;
  if (!Array.isArray(raw) || raw[0] !== OPERATION) return undefined;
  const before = operations.get(raw);
  if (before) return before;
  const made = { name, input: structure(raw[4]), output: structure(raw[5]) };
  operations.set(raw, made);
  return made;
}

/** The modelled error of that name in an SDK module. */
export function errorOf(sdk: object, name: string): Structure | undefined {
  const raw = Object.hasOwn(sdk, `${name}$`) ? (sdk as Record<string, unknown>)[`${name}$`] : undefined;
  return Array.isArray(raw) && raw[0] === ERROR ? structure(raw) : undefined;
}
