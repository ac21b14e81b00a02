import { OperatorError } from '../../platform/errors.ts';
import { describeTotals, runImport } from '../imports.ts';
import { openServices } from '../openServices.ts';
import type { Noun } from './command.ts';
import { command } from './command.ts';
import { commandInstallation } from './commandInstallation.ts';

const wordpress = command({
  about: 'imports WordPress exports (WXR 1.0 to 1.2, .xml or .xml.gz), or quarantine lines that were mended',
  operands: ['FILE…'],
  options: {
    subsidiary: { type: 'string', required: true, value: 'ID', about: 'who will own the records' },
    'data-centre': {
      type: 'string',
      required: true,
      value: 'NAME',
      about: 'where the source ran: part of every id, so always the same for one source',
    },
    package: {
      type: 'string',
      multiple: true,
      value: 'NAME',
      about: 'a package of the subsidiary that the articles go into',
    },
    'media-package': {
      type: 'string',
      multiple: true,
      value: 'NAME',
      about: 'the same for media, which go into none unless told',
    },
    media: { type: 'string', value: 'DIR', about: 'where the files of attachments lie, besides beside the export' },
    'dry-run': { type: 'boolean', about: 'reads and compares everything, writes nothing' },
  },
  run: async (given, files, { say, signal, env }) => {
    const dryRun = given['dry-run'];
    const installation = commandInstallation(env);
    await using opened = await openServices(installation);
    const { services } = opened;
    try {
      const request = {
        files,
        subsidiary: given.subsidiary,
        dataCentre: given['data-centre'],
        packages: given.package,
        mediaPackages: given['media-package'],
        mediaDir: given.media,
        dryRun,
      };
      const { totals, files: each } = await runImport(request, { ...installation, ...opened, signal });
      for (const one of each) if (each.length > 1) say(`${one.name}: ${describeTotals(one.totals)}`);
      say(`${dryRun ? 'A dry run, nothing was written: ' : ''}${describeTotals(totals)}`);
      if (Object.keys(totals.quarantined).length > 0)
        say(
          `What was quarantined, and all remarks, stand in ${installation.folder.at('imports')}: mend the lines and import them again.`,
        );
      if (!dryRun) await services.consume('catchUp', signal);
      return { totals, files: each.map(({ name, totals: of }) => ({ name, totals: of })) };
    } catch (error) {
      if (signal.aborted)
        throw new OperatorError('stopped; run the same command again, and the import goes on from there', {
          cause: error,
        });
      throw error;
    }
  },
});

/** Records from elsewhere. */
export const importNoun: Noun = { name: 'import', about: 'takes over records from elsewhere', verbs: { wordpress } };
