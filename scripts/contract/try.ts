// Tries and records a disclosure with the client in TypeScript that openapi-generator made,
// reads it, attaches a letter and makes an export.
import { CasesApi, Configuration, DisclosureFromJSON, DisclosuresApi, ExportsApi, ResponseError } from './client';

declare const process: { argv: string[]; env: Record<string, string>; exit(code: number): never };
const register = 'E07000107';
const [url, example] = process.argv.slice(2);

const by = (token: string) => new Configuration({ basePath: url, accessToken: process.env[token] });
const as = (token: string) => new DisclosuresApi(by(token));

const digest = async (content: BufferSource): Promise<string> =>
  Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', content)), (byte) => byte.toString(16).padStart(2, '0')).join('');

async function attach(of: string, recorded: string): Promise<void> {
  const cases = new CasesApi(by('RECORDER'));
  const letter = new TextEncoder().encode('SAMPLE. Sent by the client in TypeScript.');
  const letterRequest = { title: 'Sample letter', contentType: 'text/plain', size: letter.length, sha256: await digest(letter), disclosure: recorded };
  const ticket = await cases.requestUpload({ register, _case: of, idempotencyKey: 'contract-typescript-letter', letterRequest });
  const sent = await fetch(ticket.url, { method: ticket.method, headers: ticket.headers, body: letter });
  if (!sent.ok) throw new Error(`the archive answered ${sent.status}`);
  await cases.completeUpload({ register, _case: of, document: ticket.document, idempotencyKey: 'contract-typescript-archived' });
}

async function makeExport(of: string): Promise<void> {
  const exports = new ExportsApi(by('DPO'));
  const accessPurpose = 'Try the client';
  let job = await exports.requestExport({ register, idempotencyKey: 'contract-typescript-export', exportRequest: { format: 'xlsx', filter: { _case: of }, purpose: accessPurpose } });
  for (let n = 0; job.url === undefined && n < 100; n++) {
    await new Promise((done) => setTimeout(done, 100));
    job = await exports.showExport({ register, id: job.id, accessPurpose });
  }
  if (job.url === undefined) throw new Error('the export was not done in ten seconds');
  const file = await (await fetch(job.url)).arrayBuffer();
  if (job.rows === 0 || (await digest(file)) !== job.sha256) throw new Error('the export is not the bytes of its digest');
}

async function attempt(): Promise<void> {
  const disclosure = DisclosureFromJSON(JSON.parse(example));
  const tried = await as('RECORDER').recordDisclosure({ register, disclosure, dryRun: true });
  if (tried.outcome === undefined || tried.outcome === 'refuse' || tried.id !== undefined) throw new Error('a dry run says nothing of what would become of it');
  const recorded = await as('RECORDER').recordDisclosure({ register, disclosure, idempotencyKey: 'contract-typescript' });
  if (recorded.id === undefined || recorded.leaf === undefined) throw new Error('what was recorded has no id, or no leaf');
  const seen = await as('DPO').openDisclosure({ register, id: recorded.id, accessPurpose: 'Try the client' });
  if (seen.entry.kind !== 'disclosure' || seen.entry.body._case !== disclosure._case) throw new Error('another case was read than was recorded');
  await attach(disclosure._case, recorded.id);
  await makeExport(disclosure._case);
  disclosure.evidence = undefined;
  try {
    await as('RECORDER').recordDisclosure({ register, disclosure, idempotencyKey: 'contract-typescript-refused' });
  } catch (err) {
    if (err instanceof ResponseError && err.response.status === 422 && (await err.response.json()).errors.length > 0) return;
    throw err;
  }
  throw new Error('it was not refused');
}

attempt().then(
  () => console.log('openapi-generator, TypeScript: tried, recorded, read, refused with reasons, a letter attached and an export made'),
  (err) => {
    console.error('openapi-generator, TypeScript:', err);
    process.exit(1);
  },
);
