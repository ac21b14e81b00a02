import { parseArgs } from 'node:util';
import { loadConfig } from '../platform/config.ts';
import { OperatorError } from '../platform/errors.ts';
import { openBackends } from './backends.ts';
import { openDataFolder } from './dataFolder.ts';
import type { ImportRequest } from './imports.ts';
import { describeTotals, runImport } from './imports.ts';
import { createLog } from './log.ts';
import { endSignal, run } from './run.ts';
import { addressesOf, createServices, MEDIA_MOUNT } from './services.ts';
import { printToken, TOKEN_HELP } from './token.ts';

const HELP = `masthead: the command line of Masthead

  masthead import wordpress FILE… --subsidiary ID --data-centre NAME [options]

    Imports WordPress exports (WXR 1.0 to 1.2, .xml or .xml.gz), or quarantine lines that were mended.

    --subsidiary ID        who will own the records
    --data-centre NAME     where the source ran: part of every id, so always the same for one source
    --package NAME         a package of the subsidiary that the articles go into; may be given several times
    --media-package NAME   the same for media, which go into none unless told
    --media DIR            where the files of attachments lie, besides beside the export
    --dry-run              reads and compares everything, writes nothing

${TOKEN_HELP}
  masthead help

It works on the backends that the environment configures, on the folder DATA_DIR without, beside a running server too.
`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const usage = (fault: string): never => {
  throw new OperatorError(`${fault}. \`masthead help\` says how`);
};

const importRequest = (args: readonly string[]): ImportRequest => {
  const parse = () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        subsidiary: { type: 'string' },
        'data-centre': { type: 'string' },
        package: { type: 'string', multiple: true },
        'media-package': { type: 'string', multiple: true },
        media: { type: 'string' },
        'dry-run': { type: 'boolean' },
      },
    });
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse();
  } catch (error) {
    return usage(error instanceof Error ? error.message.replace(/\.$/, '') : String(error));
  }
  const { values, positionals: files } = parsed;
  const subsidiary = values.subsidiary ?? usage('import wordpress needs --subsidiary');
  const dataCentre = values['data-centre'] ?? usage('import wordpress needs --data-centre');
  if (files.length === 0) return usage('import wordpress needs a file');
  return {
    files,
    subsidiary,
    dataCentre,
    packages: values.package,
    mediaPackages: values['media-package'],
    mediaDir: values.media,
    dryRun: values['dry-run'],
  };
};

const importWordPress = async (args: readonly string[]): Promise<void> => {
  const request = importRequest(args);
  const config = loadConfig(process.env);
  const log = createLog(config.logLevel === 'info' ? 'warn' : config.logLevel);
  const signal = endSignal();
  const folder = openDataFolder(config.dataDir);
  const secrets = config.secrets ?? folder.secrets();
  const { mediaUrl } = addressesOf(config);
  await using backends = await openBackends({
    config,
    folder,
    secrets,
    mediaUrl: `${mediaUrl}${MEDIA_MOUNT}`,
    log,
    now: Date.now,
  });
  const services = createServices({ backends, secrets, mediaUrl, log, now: Date.now });
  try {
    const { totals, files } = await runImport(request, { backends, services, folder, log, signal });
    for (const { name, totals: each } of files) if (files.length > 1) say(`${name}: ${describeTotals(each)}`);
    say(`${request.dryRun ? 'A dry run, nothing was written: ' : ''}${describeTotals(totals)}`);
    if (Object.keys(totals.quarantined).length > 0)
      say(
        `What was quarantined, and all remarks, stand in ${folder.at('imports')}: mend the lines and import them again.`,
      );
  } catch (error) {
    if (signal.aborted)
      throw new OperatorError('stopped; run the same command again, and the import goes on from there', {
        cause: error,
      });
    throw error;
  }
  if (!request.dryRun) await services.consume('catchUp', signal);
};

await run(async () => {
  const [command, what, ...rest] = process.argv.slice(2);
  if (command === undefined || command === 'help' || command === '--help') return say(HELP);
  if (command === 'import' && what === 'wordpress') return importWordPress(rest);
  if (command === 'token') return printToken(process.argv.slice(3));
  return usage(`there is no command \`${[command, what].filter(Boolean).join(' ')}\``);
});
