#include "memory.h"

#define PAGE 65536UL

extern unsigned char __heap_base;

void *memory_take(unsigned long bytes) {
  static unsigned long next;
  if (next == 0) next = ((unsigned long)&__heap_base + 15) & ~15UL;
  unsigned long from = next, to = from + ((bytes + 15) & ~15UL);
  unsigned long have = __builtin_wasm_memory_size(0) * PAGE;
  if (to > have && __builtin_wasm_memory_grow(0, (to - have + PAGE - 1) / PAGE) == (unsigned long)-1) __builtin_trap();
  next = to;
  return (void *)from;
}
