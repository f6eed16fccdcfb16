/* Inversion modulo p on plain integers, in variable time: everything here is public. */
#ifndef INVERSE_H
#define INVERSE_H

/* Nine limbs of 30 bits, lowest first; only the top one carries a sign. */
#define LIMBS 9
#define LIMB_BITS 30

/* x = 1/x modulo p, -p < x < p before, 0 <= x < p after; 0 stays 0. */
void inverse_modulo_prime(int x[LIMBS]);

#endif
