/**
 * Instance families that can host a Nitro Enclave: Nitro types, without burstable and bare-metal types. x86_64 needs
 * at least four vCPUs. Graviton would allow two, but four leave a core pair to both parent and enclave. Source: AWS
 * Nitro Enclaves user guide, "Requirements for the parent instance".
 */
const families = [
  'm5',
  'm6a',
  'm6i',
  'm7a',
  'm7i',
  'm6g',
  'm7g',
  'm8g',
  'c5',
  'c6a',
  'c6i',
  'c7i',
  'c6g',
  'c7g',
  'c8g',
  'r5',
  'r6i',
  'r6g',
  'r7g',
];
const sizes = ['xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge'];

export function isEnclaveInstance(type: string): boolean {
  const [family = '', size = '', ...rest] = type.split('.');
  return rest.length === 0 && families.includes(family) && sizes.includes(size);
}

/** True for Graviton families, which have a `g` after their generation. */
export const isArmInstance = (type: string): boolean => /^[a-z]+\d+g/.test(type);

/** The vCPUs that an enclave may have on a listed type. The parent keeps one core, which is two vCPUs on x86_64. */
export function enclaveCpusOf(type: string): number {
  const size = type.split('.')[1] ?? '';
  const vcpus = size === 'xlarge' ? 4 : 4 * Number.parseInt(size, 10);
  return vcpus - (isArmInstance(type) ? 1 : 2);
}
