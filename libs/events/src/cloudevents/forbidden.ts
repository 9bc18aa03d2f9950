/** Characters that a CloudEvents String must not hold (spec 1.0.2, type system). */
export const FORBIDDEN = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;
