import { NEEDS } from '@pos/contract/needs.ts';
import { pick, type Environment } from '../environment.ts';

export const buildFeedPlaces = async (environment: Environment): Promise<number> =>
  pick(NEEDS.feedPlaces.environment, environment).FEED_MOST_LISTENERS;
