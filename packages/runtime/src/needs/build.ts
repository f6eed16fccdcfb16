import { NEEDS } from '@pos/contract/needs.ts';
import { pick, type Environment } from '../environment.ts';

export const buildBuild = async (environment: Environment): Promise<{ readonly commit: string | undefined }> => ({
  commit: pick(NEEDS.build.environment, environment).BUILD_COMMIT,
});
