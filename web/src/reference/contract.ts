// The contract as the page shows it: docs/openapi.yaml, read as it comes from the server.

type Dictionary = Record<string, unknown>;

export interface Schema extends Dictionary {
  $ref?: string;
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  oneOf?: Schema[];
  enum?: unknown[];
  additionalProperties?: boolean | Schema;
  format?: string;
}
export interface Parameter {
  name: string;
  in: string;
  required: boolean;
  description: string;
  schema: Schema;
}
export interface Content {
  media: string;
  schema: Schema;
}
export interface Answer {
  status: string;
  description: string;
  content: Content[];
}
export interface Operation {
  id: string;
  method: string;
  path: string;
  tag: string;
  summary: string;
  description: string;
  open: boolean; // needs no session
  parameters: Parameter[];
  body: Content[];
  answers: Answer[];
}
export interface Contract {
  title: string;
  version: string;
  description: string;
  groups: { tag: string; description: string; operations: Operation[] }[];
  find: (ref: string) => Schema | null;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'];
const isObject = (value: unknown): value is Dictionary =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const object = (value: unknown): Dictionary => (isObject(value) ? value : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** "#/components/schemas/Case" → "Case". */
export const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);

/** What a type is called: "string", "Case", "Case[]", "string | null". */
export function typeOf(schema: Schema): string {
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.oneOf) return schema.oneOf.map(typeOf).join(' | ');
  if (schema.items) return `${typeOf(schema.items)}[]`;
  const kind = Array.isArray(schema.type) ? schema.type.join(' | ') : schema.type;
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  if (!kind) return schema.properties ? 'object' : '';
  return schema.format ? `${kind} (${schema.format})` : kind;
}

export function readContract(document: unknown): Contract {
  const root = object(document);
  /** What a reference of this document points at, once or several times over. */
  function resolve(value: unknown): Dictionary {
    let found = object(value);
    for (let hops = 0; typeof found.$ref === 'string' && hops < 8; hops += 1)
      found = found.$ref
        .replace(/^#\//, '')
        .split('/')
        .reduce((at: Dictionary, part: string) => object(at[part]), root);
    return found;
  }
  const contentOf = (holder: Dictionary): Content[] =>
    Object.entries(object(holder.content)).map(([media, one]) => ({
      media,
      schema: object(object(one).schema) as Schema,
    }));
  const parameter = (given: unknown): Parameter => {
    const of = resolve(given);
    return {
      name: text(of.name),
      in: text(of.in),
      required: of.required === true,
      description: text(of.description),
      schema: object(of.schema) as Schema,
    };
  };

  const operations: Operation[] = [];
  for (const [path, item] of Object.entries(object(root.paths)))
    for (const method of methods) {
      const of = object(item)[method];
      if (!isObject(of)) continue;
      operations.push({
        id: text(of.operationId),
        method: method.toUpperCase(),
        path,
        tag: text(list(of.tags)[0]),
        summary: text(of.summary),
        description: text(of.description),
        open: Array.isArray(of.security) && of.security.length === 0,
        parameters: [...list(object(item).parameters), ...list(of.parameters)].map(parameter),
        body: contentOf(resolve(of.requestBody)),
        answers: Object.entries(object(of.responses)).map(([status, answer]) => ({
          status,
          description: text(resolve(answer).description),
          content: contentOf(resolve(answer)),
        })),
      });
    }
  const info = object(root.info);
  return {
    title: text(info.title),
    version: text(info.version),
    description: text(info.description),
    groups: list(root.tags)
      .map(object)
      .map((tag) => ({
        tag: text(tag.name),
        description: text(tag.description),
        operations: operations.filter((one) => one.tag === tag.name),
      })),
    find: (ref) => {
      const found = resolve({ $ref: ref });
      return Object.keys(found).length > 0 ? (found as Schema) : null;
    },
  };
}

/** Whether an operation is what is looked for: every word stands somewhere in it. */
export function fits(operation: Operation, words: string): boolean {
  const of = [
    operation.method,
    operation.path,
    operation.id,
    operation.summary,
    operation.description,
    ...operation.parameters.map((one) => one.name),
  ]
    .join(' ')
    .toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => of.includes(word));
}
