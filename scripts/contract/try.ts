// Tries and records a disclosure with the client in TypeScript that openapi-generator made,
// and reads it.
import { Configuration, DisclosureFromJSON, DisclosuresApi, ResponseError } from './client';

declare const process: { argv: string[]; env: Record<string, string>; exit(code: number): never };
const register = 'E07000107';
const [url, example] = process.argv.slice(2);

const as = (token: string) => new DisclosuresApi(new Configuration({ basePath: url, accessToken: process.env[token] }));

async function attempt(): Promise<void> {
  const disclosure = DisclosureFromJSON(JSON.parse(example));
  const tried = await as('RECORDER').recordDisclosure({ register, disclosure, dryRun: true });
  if (tried.outcome === undefined || tried.outcome === 'refuse' || tried.id !== undefined) throw new Error('a dry run says nothing of what would become of it');
  const recorded = await as('RECORDER').recordDisclosure({ register, disclosure, idempotencyKey: 'contract-typescript' });
  if (recorded.id === undefined || recorded.leaf === undefined) throw new Error('what was recorded has no id, or no leaf');
  const seen = await as('DPO').openDisclosure({ register, id: recorded.id, accessPurpose: 'Try the client' });
  if (seen.entry._case !== disclosure._case) throw new Error('another case was read than was recorded');
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
  () => console.log('openapi-generator, TypeScript: tried, recorded, read, and refused with reasons'),
  (err) => {
    console.error('openapi-generator, TypeScript:', err);
    process.exit(1);
  },
);
