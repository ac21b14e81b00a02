import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { createGroupCommit } from '../../platform/groupCommit.ts';

const open = () => {
  const database = new DatabaseSync(':memory:');
  database.exec(`
    CREATE TABLE books (id INTEGER PRIMARY KEY);
    CREATE TABLE notes (text TEXT UNIQUE, book INTEGER REFERENCES books DEFERRABLE INITIALLY DEFERRED)
  `);
  const begun: string[] = [];
  const exec = database.exec.bind(database);
  database.exec = (sql) => {
    begun.push(sql);
    exec(sql);
  };
  return {
    database,
    commits: () => begun.filter((sql) => sql === 'COMMIT').length,
    add: (text: string) => () => void database.prepare('INSERT INTO notes (text) VALUES (?)').run(text),
    texts: () =>
      database
        .prepare('SELECT text FROM notes ORDER BY rowid')
        .all()
        .map(({ text }) => text),
  };
};

it('commits once what is asked for in one turn, in the order asked', async () => {
  const { database, commits, add, texts } = open();
  const group = createGroupCommit(database);
  await Promise.all(['a', 'b', 'c'].map((text) => group.run(add(text))));
  expect([commits(), texts()]).toEqual([1, ['a', 'b', 'c']]);
  await group.run(add('d'));
  expect([commits(), texts()]).toEqual([2, ['a', 'b', 'c', 'd']]);
});

it('undoes alone what fails', async () => {
  const { database, add, texts } = open();
  const group = createGroupCommit(database);
  const half = (): void => {
    add('half')();
    throw new Error('it went wrong');
  };
  const results = await Promise.allSettled([
    group.run(add('a')),
    group.run(half),
    group.run(add('a')),
    group.run(add('b')),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(texts()).toEqual(['a', 'b']);
});

it('says of nothing that it is done before it is committed', async () => {
  const { database, add, texts } = open();
  const group = createGroupCommit(database);
  const dangling = (): void => void database.prepare('INSERT INTO notes (text, book) VALUES (?, ?)').run('b', 99);
  const results = await Promise.allSettled([group.run(add('a')), group.run(dangling)]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(texts()).toEqual([]);
});

it('loses the others with one that ends the whole transaction, and says so to all', async () => {
  const { database, add, texts } = open();
  const group = createGroupCommit(database);
  const ending = (): void => {
    database.exec('ROLLBACK');
    throw new Error('the disk is full');
  };
  const results = await Promise.allSettled([group.run(add('a')), group.run(ending), group.run(add('b'))]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(texts()).toEqual([]);
});

it('commits what was asked for when it is told to finish', async () => {
  const { database, add, texts } = open();
  const commits = createGroupCommit(database);
  const asked = commits.run(add('a'));
  commits.flush();
  expect(texts()).toEqual(['a']);
  await asked;
});
