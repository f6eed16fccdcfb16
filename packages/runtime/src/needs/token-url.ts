import { NEEDS } from '@pos/contract/needs.ts';
import { pick, type Environment } from '../environment.ts';

export const buildTokenUrl = async (environment: Environment): Promise<string> =>
  pick(NEEDS.tokenUrl.environment, environment).TOKEN_URL;
