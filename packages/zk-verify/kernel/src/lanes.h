/* Two numbers side by side, in machine lanes or, for the proof of the bounds, as the largest magnitude they can have. */
#ifndef LANES_H
#define LANES_H

#define INLINE static inline __attribute__((always_inline))
#define EXPORT(name) __attribute__((export_name(#name)))
#define UNROLL _Pragma("clang loop unroll(full)")

#ifdef KERNEL_BOUNDS
#include "lanes-bounds.h"
#else
#include "lanes-simd.h"
#endif

#endif
