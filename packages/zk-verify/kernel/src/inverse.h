/*
 * Inversion modulo p on plain integers. Its time depends on the input, which is acceptable because all data is public.
 */
#ifndef INVERSE_H
#define INVERSE_H

/* Nine limbs of 30 bits, lowest first. Only the top limb carries a sign. */
#define LIMBS 9
#define LIMB_BITS 30

/* x = 1/x modulo p. Input: -p < x < p. Output: 0 <= x < p. 0 gives 0. */
void inverse_modulo_prime(int x[LIMBS]);

#endif
