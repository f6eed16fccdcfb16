/* Two numbers side by side, in machine lanes or, for the bounds analysis, as their largest possible magnitudes. */
#ifndef LANES_H
#define LANES_H

#define INLINE static inline __attribute__((always_inline))
#define EXPORT(name) __attribute__((export_name(#name)))
#define UNROLL _Pragma("clang loop unroll(full)")

/* The bits of 1.5*2^103 and 1.5*2^52, which products add to their columns, and the bias of columns that are shifted. */
#define SPLIT_HIGH_BITS 0x4668000000000000ULL
#define SPLIT_LOW_BITS 0x4338000000000000ULL
#define SHIFT_BIAS 0x8000000000000000ULL

#ifdef KERNEL_BOUNDS
#include "lanes-bounds.h"
#else
#include "lanes-simd.h"
#endif

#endif
