import { configJsonSchema } from '../../../../shared/config.ts';
import type { Path } from '../edits.ts';

/** As much of JSON Schema as the configuration's uses; the forms are made from it, so that there is no second list of settings. */
export interface SchemaNode {
  type?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: readonly string[];
  format?: string;
  properties?: Readonly<Record<string, SchemaNode>>;
  required?: readonly string[];
  additionalProperties?: SchemaNode | boolean;
  items?: SchemaNode;
  oneOf?: readonly SchemaNode[];
  anyOf?: readonly SchemaNode[];
}

/** How a setting is entered. */
export type Entry =
  | { entry: 'text' | 'number' | 'switch' | 'secret' | 'lines' | 'numbers' | 'pairs' | 'secrets' | 'number-or-text' }
  | { entry: 'choice' | 'ticks'; of: readonly string[] }
  | { entry: 'group'; settings: readonly Setting[] }
  /** Of a form that this page has no control for: as JSON. */
  | { entry: 'json' };

export interface Setting {
  key: string;
  /** For people. */
  label: string;
  help: string;
  isRequired: boolean;
  /** What holds where the file says nothing; undefined where nothing does. */
  standard: unknown;
  input: Entry;
}

/** One way to be a broker, a bot or a channel. */
export interface Kind {
  kind: string;
  help: string;
  settings: readonly Setting[];
}

const root = configJsonSchema() as SchemaNode;

/** The settings that stand at a place of the configuration, such as `['engine']`. */
export function settingsAt(path: Path): readonly Setting[] {
  return settingsOf(nodeAt(path));
}

/** The kinds of members of a collection, such as `['brokers']`; one without a name where all are alike, as in `['peers']`. */
export function kindsAt(path: Path): readonly Kind[] {
  const { additionalProperties, items } = nodeAt(path);
  const member = items ?? (typeof additionalProperties === 'object' ? additionalProperties : {});
  return (member.oneOf ?? [member]).map((node) => ({
    kind: String((node.properties?.kind ?? node.properties?.event)?.const ?? ''),
    help: node.properties?.kind?.description ?? node.description ?? '',
    settings: settingsOf(node),
  }));
}

function nodeAt(path: Path): SchemaNode {
  return path.reduce((node: SchemaNode, key) => node.properties?.[key] ?? {}, root);
}

function settingsOf({ properties = {}, required = [] }: SchemaNode): Setting[] {
  return Object.entries(properties)
    .filter(([, node]) => node.const === undefined)
    .map(([key, node]) => ({
      key,
      label: labelOf(key),
      // In a form nothing is code.
      help: (node.description ?? '').replaceAll('`', ''),
      isRequired: required.includes(key),
      standard: node.default,
      input: entryOf(node),
    }));
}

function entryOf(node: SchemaNode): Entry {
  if (node.enum !== undefined) return { entry: 'choice', of: node.enum };
  if (node.anyOf !== undefined) return { entry: ofSeveral(node.anyOf) };
  switch (node.type) {
    case 'string':
      return { entry: 'text' };
    case 'number':
    case 'integer':
      return { entry: 'number' };
    case 'boolean':
      return { entry: 'switch' };
    case 'array':
      return listEntry(node.items ?? {});
    case 'object':
      return node.properties === undefined ? pairsEntry(node) : { entry: 'group', settings: settingsOf(node) };
    default:
      return { entry: 'json' };
  }
}

function ofSeveral(nodes: readonly SchemaNode[]): 'secret' | 'number-or-text' | 'json' {
  const keys = nodes.map(({ properties }) => Object.keys(properties ?? {}).join());
  if (keys.join(' ') === 'env secret') return 'secret';
  return nodes.map(({ type }) => type).join(' ') === 'integer string' ? 'number-or-text' : 'json';
}

function listEntry(items: SchemaNode): Entry {
  if (items.enum !== undefined) return { entry: 'ticks', of: items.enum };
  if (items.anyOf !== undefined) return { entry: ofSeveral(items.anyOf) === 'secret' ? 'secrets' : 'json' };
  if (items.type === 'string') return { entry: 'lines' };
  return { entry: items.type === 'integer' ? 'numbers' : 'json' };
}

function pairsEntry({ additionalProperties }: SchemaNode): Entry {
  const isText = typeof additionalProperties === 'object' && additionalProperties.type === 'string';
  return { entry: isText ? 'pairs' : 'json' };
}

const spellings: Readonly<Record<string, string>> = {
  id: 'ID',
  ids: 'IDs',
  pid: 'PID',
  sid: 'SID',
  tls: 'TLS',
  url: 'URL',
  urls: 'URLs',
  usb: 'USB',
  wifi: 'WiFi',
};

/** `webhookUrl` is a `Webhook URL`. */
function labelOf(key: string): string {
  const words = key.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
  const spelt = words.replaceAll(/\b[a-z]+\b/g, (word) => spellings[word] ?? word);
  return spelt.charAt(0).toUpperCase() + spelt.slice(1);
}
