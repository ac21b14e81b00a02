import { OperatorError, PortError } from '../../platform/errors.ts';
import type { Noun } from './command.ts';
import { command } from './command.ts';
import { endRebuilding, rebuildCommand, rebuildingNow } from './searchRebuild.ts';
import { table } from './table.ts';

/** The indexes in which readers search. */
export const searchNoun: Noun = {
  name: 'search',
  about: 'the indexes in which readers search: one is living, others stand beside it',
  verbs: {
    list: command({
      about: 'lists them with their documents: the living one, one that is being built, those that were living before',
      run: async (_, __, { say, signal, desk: open }) => {
        const desk = await open();
        const { search } = await desk.archive({ anyIndex: true });
        await search.refresh({ signal });
        const building = await rebuildingNow(desk);
        const rows = (await search.indexes({ signal })).map(({ name, current, documents }) => ({
          name,
          is: current ? 'living' : name === building?.name ? 'being built' : 'kept',
          documents,
        }));
        table(
          ['index', 'is', 'documents'],
          rows.map(({ name, is, documents }) => [name, is, documents]),
        ).forEach(say);
        return rows;
      },
    }),
    rebuild: rebuildCommand,
    drop: command({
      about: 'removes one that is not living: the one before a rebuild, or one whose building was stopped',
      operands: ['INDEX'],
      run: async (_, [name = ''], { say, signal, desk: open }) => {
        const desk = await open();
        const archive = await desk.archive({ anyIndex: true });
        const building = (await rebuildingNow(desk))?.name === name;
        try {
          await archive.search.drop(name, { signal });
        } catch (error) {
          if (!(error instanceof PortError)) throw error;
          if (error.code === 'CONDITION_FAILED')
            throw new OperatorError(
              `${name} is the living index: swap another in first (\`masthead search rebuild\`)`,
              {
                cause: error,
              },
            );
          // One that was noted and never made is forgotten all the same.
          if (error.code !== 'NOT_FOUND' || !building)
            throw error.code === 'NOT_FOUND' || error.code === 'INVALID'
              ? new OperatorError(`there is no index ${name}: \`masthead search list\` says which there are`, {
                  cause: error,
                })
              : error;
        }
        if (building) await endRebuilding(desk, archive, signal);
        await desk.changes.note({
          action: 'drop',
          noun: 'index',
          subject: name,
          organisation: '',
          before: { index: name },
          after: null,
        });
        say(`${name} is gone.`);
        return { dropped: name };
      },
    }),
  },
};
