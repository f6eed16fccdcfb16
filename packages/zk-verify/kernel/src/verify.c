/* The functions that the host calls. Input is little-endian bytes in `input`: coordinates below p, scalars below r. */
#include "curve.h"
#include "memory.h"
#include "msm.h"

#define FIELD_BYTES 32
#define G1_BYTES 64
#define PROOF_BYTES 256 /* A, B, C */
#define MOST_BASES 65   /* the constant and 64 public signals */
#define MOST_PROOFS 128

typedef enum {
  VALID = 0,
  REJECTED = 1,
  A_OFF_CURVE = 2,
  B_OFF_CURVE = 3,
  C_OFF_CURVE = 4,
  B_OFF_SUBGROUP = 5,
  BETA_OFF_SUBGROUP = 6,
  GAMMA_OFF_SUBGROUP = 7,
  DELTA_OFF_SUBGROUP = 8,
} status;

/* Proofs, followed by one coefficient per proof. */
static unsigned char input[MOST_PROOFS * (PROOF_BYTES + sizeof(coefficient))] __attribute__((aligned(16)));
/* One scalar per base. */
static unsigned int scalars[8 * (MOST_BASES + 1)];

static prepared beta, gamma_lines, delta;
/* The Miller loop of (-alpha, beta). */
static twelve minus_alpha_beta;
static comb *bases;
static comb *alpha_comb;
static int comb_count;

static moving moving_pairs[MOST_PROOFS];
static points work[COMB_ENTRIES];
static affine_points work_affine[MOST_PROOFS / 2];
static pair scratch[COMB_ENTRIES];
static straus_table tables[MOST_PROOFS / 2];

EXPORT(input_address) unsigned char *input_address(void) { return input; }
EXPORT(scalars_address) unsigned int *scalars_address(void) { return scalars; }
EXPORT(setup) void setup(void) { field_setup(); }

/* ---- reading ---- */

static affine_points read_g1(const unsigned char *left, const unsigned char *right) {
  affine_points r = {pair_read(left, right), pair_read(left + FIELD_BYTES, right + FIELD_BYTES)};
  return r;
}

static twist_affine read_g2(const unsigned char *bytes) {
  twist_affine r = {pair_read(bytes, bytes + FIELD_BYTES), pair_read(bytes + 2 * FIELD_BYTES, bytes + 3 * FIELD_BYTES)};
  return r;
}

static slope minus(slope s) {
  slope r = {pair_negate(s.x_over_y), pair_negate(s.one_over_y)};
  return r;
}

/* ---- the key ---- */

/*
 * `input`: alpha, beta, gamma, delta, then `base_count` points of G1. The host has checked that they are on their
 * curves.
 */
EXPORT(prepare_key) int prepare_key(int base_count) {
  const unsigned char *at = input + G1_BYTES;
  twist_affine q = read_g2(at);
  if (REFUSED(!prepare(&beta, &q))) return BETA_OFF_SUBGROUP;
  q = read_g2(at + 2 * G1_BYTES);
  if (REFUSED(!prepare(&gamma_lines, &q))) return GAMMA_OFF_SUBGROUP;
  q = read_g2(at + 4 * G1_BYTES);
  if (REFUSED(!prepare(&delta, &q))) return DELTA_OFF_SUBGROUP;

  affine_points alpha = read_g1(input, input);
  points projective = points_from(&alpha);
  slope s, same;
  points_slopes(&s, &same, &projective);
  s = minus(s);
  const prepared *fixed[1] = {&beta};
  miller_loop(&minus_alpha_beta, moving_pairs, 0, fixed, &s, 1);

  comb_count = (base_count + 1) / 2;
  bases = memory_take((unsigned long)(comb_count + 1) * sizeof(comb));
  alpha_comb = bases + comb_count;
  comb_prepare(alpha_comb, &alpha, work, scratch);
  at += 6 * G1_BYTES;
  for (int i = 0; i < comb_count; i++) {
    /* The last of an odd number of bases fills both lanes of its comb. The scalar of the second lane stays 0. */
    const unsigned char *left = at + 2 * i * G1_BYTES;
    affine_points both = read_g1(left, 2 * i + 1 < base_count ? left + G1_BYTES : left);
    comb_prepare(&bases[i], &both, work, scratch);
  }
  return VALID;
}

/* ---- one proof ---- */

static int curve_status(const affine_points *ac, const twist_affine *b) {
  if (!affine_lane_is_on_curve(ac, 0)) return A_OFF_CURVE;
  if (!twist_is_on_curve(b)) return B_OFF_CURVE;
  if (!affine_lane_is_on_curve(ac, 1)) return C_OFF_CURVE;
  return VALID;
}

/* Whether the points of the first proof in `input` are on their curves. Does not check the subgroup of B. */
EXPORT(check_points) int check_points(void) {
  affine_points ac = read_g1(input, input + 3 * G1_BYTES);
  twist_affine b = read_g2(input + G1_BYTES);
  return curve_status(&ac, &b);
}

/* Verifies the first proof in `input`. `scalars`: 1, then the public signals. */
EXPORT(verify_one) int verify_one(void) {
  affine_points ac = read_g1(input, input + 3 * G1_BYTES);
  moving *m = &moving_pairs[0];
  m->q = read_g2(input + G1_BYTES);
  int found = curve_status(&ac, &m->q);
  if (REFUSED(found != VALID)) return found;
  m->px = pair_left(ac.x);
  m->py = pair_left(ac.y);

  points vk_x = comb_sum(bases, comb_count, scalars), c = points_from(&ac), both = points_join(&vk_x, &c);
  slope s[2];
  points_slopes(&s[0], &s[1], &both);
  s[0] = minus(s[0]);
  s[1] = minus(s[1]);
  const prepared *fixed[2] = {&gamma_lines, &delta};
  twelve f;
  if (REFUSED(!miller_loop(&f, moving_pairs, 1, fixed, s, 2))) return B_OFF_SUBGROUP;
  twelve_mul(&f, &f, &minus_alpha_beta);
  final_exponentiation(&f);
  return twelve_is_one(&f) ? VALID : REJECTED;
}

/* ---- many ---- */

static coefficient read_coefficient(int count, int index) {
  return ((const coefficient *)(input + count * PROOF_BYTES))[index];
}

/* Multiplies each A by its coefficient and prepares each C. A last odd proof fills both lanes; its second C gets 0. */
static int load_batch(int count, coefficient *coefficients) {
  for (int i = 0; i < count; i += 2) {
    int j = i + 1 < count ? i + 1 : i;
    const unsigned char *left = input + i * PROOF_BYTES, *right = input + j * PROOF_BYTES;
    moving_pairs[i].q = read_g2(left + G1_BYTES);
    moving_pairs[j].q = read_g2(right + G1_BYTES);
    affine_points a = read_g1(left, right), c = read_g1(left + 3 * G1_BYTES, right + 3 * G1_BYTES);
    affine_points first = {pair_join(a.x, pair_left(c.x)), pair_join(a.y, pair_left(c.y))};
    affine_points second = {pair_join(pair_right(a.x), c.x), pair_join(pair_right(a.y), c.y)};
    int found = curve_status(&first, &moving_pairs[i].q);
    if (REFUSED(found != VALID)) return found;
    found = curve_status(&second, &moving_pairs[j].q);
    if (REFUSED(found != VALID)) return found;
    coefficients[i] = read_coefficient(count, i);
    coefficients[i + 1] = read_coefficient(count, j);
    straus_prepare(&tables[0], &a);
    work[i / 2] = straus_multiply(&tables[0], &coefficients[i], &coefficients[i + 1]);
    if (j == i) coefficients[i + 1] = (coefficient){0, 0};
  }
  return VALID;
}

/*
 * Verifies `count` proofs in `input`, which are followed by their coefficients. `scalars`: the sum of the coefficients,
 * then for each public signal the sum of coefficient times signal. REJECTED if at least one proof is invalid.
 */
EXPORT(verify_batch) int verify_batch(int count) {
  static coefficient coefficients[MOST_PROOFS + 1];
  if (count < 1 || count > MOST_PROOFS) __builtin_trap();
  int found = load_batch(count, coefficients);
  if (REFUSED(found != VALID)) return found;
  int halves = (count + 1) / 2;
  points_normalise(work_affine, work, halves, scratch);
  for (int i = 0; i < count; i++) {
    const affine_points *a = &work_affine[i / 2];
    moving_pairs[i].px = i % 2 ? pair_right(a->x) : pair_left(a->x);
    moving_pairs[i].py = i % 2 ? pair_right(a->y) : pair_left(a->y);
  }
  for (int i = 0; i < halves; i++) {
    const unsigned char *left = input + 2 * i * PROOF_BYTES + 3 * G1_BYTES;
    affine_points c = read_g1(left, 2 * i + 1 < count ? left + PROOF_BYTES : left);
    straus_prepare(&tables[i], &c);
  }
  points c = straus_sum(tables, halves, coefficients), vk_x = comb_sum(bases, comb_count, scalars);
  unsigned int alpha_scalars[16];
  for (int i = 0; i < 16; i++) alpha_scalars[i] = i < 8 ? scalars[i] : 0;
  points alpha = comb_sum(alpha_comb, 1, alpha_scalars), both = points_join(&vk_x, &c);
  slope s[3], same;
  points_slopes(&s[0], &s[1], &both);
  points_slopes(&s[2], &same, &alpha);
  for (int i = 0; i < 3; i++) s[i] = minus(s[i]);
  const prepared *fixed[3] = {&gamma_lines, &delta, &beta};
  twelve f;
  if (REFUSED(!miller_loop(&f, moving_pairs, count, fixed, s, 3))) return B_OFF_SUBGROUP;
  final_exponentiation(&f);
  return twelve_is_one(&f) ? VALID : REJECTED;
}
