import { describe, expect, it } from '@jest/globals';
import { listModels as route } from '@pos/contract/reputation/routes/list-models.ts';
import { REPUTATION_MODELS } from '@pos/contract/reputation/models.ts';
import { localSettings } from '@pos/runtime/testing/local-settings.ts';
import { functionOf, type AnyHandler } from '@pos/runtime/testing/run-route.ts';
import { writtenLines } from '@pos/runtime/testing/written-lines.ts';
import { CURRENT_MODEL } from '../model/models.ts';
import { listModels } from './list-models.ts';

describe('GET /reputation/models', () => {
  it('lists every version, newest first, of which one is current', async () => {
    const settings = localSettings();
    Object.assign(process.env, settings.variables);
    settings.remove();
    writtenLines();
    const { status, json } = await functionOf(route, listModels() as unknown as AnyHandler)();
    const models = json['models'] as { version: string; status: string; since: string; changed: string }[];
    expect([status, json['current']]).toEqual([200, CURRENT_MODEL.version]);
    expect(models.map(({ version }) => version)).toEqual(REPUTATION_MODELS.map((each) => each.version).toReversed());
    expect(models.filter((model) => model.status === 'current').map(({ version }) => version)).toEqual([
      CURRENT_MODEL.version,
    ]);
  });
});
