import { z } from 'zod';

const answerShape = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: z.object({ code: z.string() }),
      }),
    )
    .default([]),
});

/** What the graph answered. */
export type ParsedAnswer = z.infer<typeof answerShape>;

/** An answer's body. Errors without one of the contract's codes are refused here. */
export const parsedAnswer = (body: string): ParsedAnswer => answerShape.parse(JSON.parse(body));
