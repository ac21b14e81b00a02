/** What may stand in the head of an article; each at most once, `Meta.<name>` as often as there are names. */
const fields = [
  'Id',
  'Type',
  'Status',
  'Title',
  'Slug',
  'Old-Slug',
  'Standfirst',
  'Author',
  'Co-Authors',
  'Date',
  'Modified',
  'Categories',
  'Tags',
  'Picture',
  'Format',
  'Language',
  'Editor',
  'Sticky',
  'Password',
  'Parent',
  'Order',
  'Comments',
] as const;

type Field = (typeof fields)[number];

/** A reader's comment below an article. */
export interface Comment {
  author: string;
  date: string;
  text: string;
}

/** One article as it lies in `samples/source/<paper>/`: a head of `Name: value` lines, an empty line, the text, and comments after `%%`. */
export interface Article {
  file: string;
  id: number;
  /** The value of a field of the head, or an empty string. */
  readonly field: (name: Field) => string;
  /** A field that holds several values, parted by commas. */
  readonly list: (name: Field) => string[];
  meta: [string, string][];
  text: string;
  comments: Comment[];
}

function isField(name: string): name is Field {
  return fields.some((field) => field === name);
}

/**
 * Reads one article.
 * @throws an Error that names the file and the line of the head which is not understood
 */
export function readArticle(file: string, source: string): Article {
  const [beforeComments = '', discussion = ''] = source.split(/^%%\n/mu);
  const gap = beforeComments.indexOf('\n\n');
  const head = new Map<Field, string>();
  const meta: [string, string][] = [];
  for (const line of beforeComments.slice(0, gap).split('\n')) {
    const [, name = '', value = ''] = /^([\w.-]+): (.*)$/u.exec(line) ?? [];
    if (name.startsWith('Meta.')) meta.push([name.slice(5), value]);
    else if (isField(name) && !head.has(name)) head.set(name, value);
    else throw new Error(`${file}: "${line}" is not a field of an article, or stands there twice`);
  }
  const field = (name: Field) => head.get(name) ?? '';
  const comments = discussion
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [author = '', date = '', text = ''] = line.split(' | ');
      return { author, date, text };
    });
  const list = (name: Field) =>
    field(name)
      .split(',')
      .map((value) => value.trim())
      .filter(Boolean);
  return { file, id: Number(field('Id')), field, list, meta, text: beforeComments.slice(gap + 2).trim(), comments };
}
