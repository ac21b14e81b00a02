import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkerOf } from '../../entrypoints/commands/graphFile.ts';
import { standardLimits } from '../../gateway/limits.ts';
import { builtInViews } from '../../platform/views.ts';
import { checkOperations } from '../../schema/compose.ts';
import { ownOperations } from '../../schema/operations.ts';

const supergraphSdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');

describe('the graph’s own operations', () => {
  it('are held against the supergraph when it is composed', () => {
    expect(() => checkOperations(supergraphSdl)).not.toThrow();
    const renamed = supergraphSdl.replaceAll(/\bheadline: String!/g, 'title: String!');
    expect(() => checkOperations(renamed)).toThrow(
      /operations\/newest\.graphql: Cannot query field "headline" on type "Content"\. .*\(line 6, column 9\)/,
    );
  });

  it.each([
    ['no operation', 'fragment F on Viewer { id }', 'must hold one operation, with a name'],
    ['two', 'query A { viewer { id } } query B { viewer { id } }', 'must hold one operation, with a name'],
    ['one without a name', '{ viewer { id } }', 'must hold one operation, with a name'],
    ['no GraphQL', 'query {', 'Syntax Error: Expected Name, found <EOF>.'],
  ])('of which one holds %s fail', (_, text, fault) => {
    expect(() => checkOperations(supergraphSdl, [{ file: 'x.graphql', text }])).toThrow(
      `operations/x.graphql: ${fault}`,
    );
  });

  it('can be sent by a key of any built-in view, within the usual limits', async () => {
    const terms = [...builtInViews.values()].map((view) => ({ view, limits: standardLimits, explores: false }));
    const given = ownOperations().map(({ file, text }) => ({ id: file, text, says: undefined }));
    expect((await checkerOf(supergraphSdl).check(given, terms)).faults).toEqual([]);
    expect(given.length).toBeGreaterThan(2);
  });
});
