/* Memory is allocated once, for the key, and never freed, because an instance serves one key. There is no libc. */
#ifndef MEMORY_H
#define MEMORY_H

/* Allocates `bytes` of zeroed memory, aligned for lanes. Traps if the host refuses the memory. */
void *memory_take(unsigned long bytes);

#endif
