import { camelCase } from '../slices/slice-files.ts';

/** The name of a feature in every spelling that its files need. */
export interface FeatureNames {
  /** `work-badges`: package, slice, folder. */
  readonly id: string;
  /** `workBadges` */
  readonly camel: string;
  /** `WorkBadges` */
  readonly pascal: string;
  /** `work_badges` */
  readonly snake: string;
  /** `Work badges` */
  readonly title: string;
}

const FORM = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

const capitalized = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/** Spells a name out; `undefined` where it is not lower case words joined by hyphens. */
export const featureNames = (id: string): FeatureNames | undefined =>
  FORM.test(id)
    ? {
        id,
        camel: camelCase(id),
        pascal: capitalized(camelCase(id)),
        snake: id.replaceAll('-', '_'),
        title: capitalized(id.replaceAll('-', ' ')),
      }
    : undefined;
