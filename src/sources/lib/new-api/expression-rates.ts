import { product } from '../../../domain/decimal.ts';
import { type Conditions, type Rate } from '../../../domain/rate.ts';
import { settleRates } from '../../../domain/settle.ts';
import { METER_UNITS, type Meter } from '../../../domain/vocabulary.ts';
import { excerpt } from '../recognise.ts';
import { type Variable } from './expression/evaluate.ts';
import { readExpression, type ExpressionPrice } from './expression/read-expression.ts';
import { type Group } from './groups.ts';
import { type PricedRow, type RowContext } from './priced-row.ts';

/** What each variable of the expression language counts. */
const COUNTED: Readonly<Record<Variable, { readonly meter: Meter; readonly conditions?: Conditions }>> = {
  p: { meter: 'input_token' },
  c: { meter: 'output_token' },
  cr: { meter: 'cached_input_token' },
  cc: { meter: 'cache_write_token' },
  cc1h: { meter: 'cache_write_token', conditions: { option: 'cache_1h' } },
  cc12h: { meter: 'cache_write_token', conditions: { option: 'cache_12h' } },
  img: { meter: 'image_input_token' },
  img_cr: { meter: 'cached_input_token', conditions: { input: 'image' } },
  img_o: { meter: 'image_output_token' },
  ai: { meter: 'audio_input_token' },
  ao: { meter: 'audio_output_token' },
  fixed: { meter: 'request' },
};

/** The rates of a `tiered_expr` row: one for each tier, variable and group. Coefficients are prices per million, not ratios. */
export function expressionRates(row: PricedRow, expression: string, context: RowContext): readonly Rate[] {
  const { model, groups } = row;
  const known = context.expressions.get(expression);
  const reading = known ?? readExpression(expression);
  if (known === undefined) context.expressions.set(expression, reading);
  for (const reason of reading.unread) context.remarks.unread(model, excerpt(expression, 500), `billing_expr: ${reason}`);
  const found: Rate[] = [];
  for (const group of groups.byKey) {
    const ratio = context.groups.ratioFor(group, model);
    if (ratio === null) continue;
    for (const price of reading.prices) {
      const factors = [
        ...price.factors.map((value, index) => ({ name: index === 0 ? `billing_expr.${price.variable}` : 'billing_expr.multiplier', value })),
        ...(ratio === undefined ? [] : [ratio]),
      ];
      found.push(expressionRate(price, group, factors, context));
    }
  }
  const settled = settleRates(model, found);
  for (const { said, reason } of settled.unread) context.remarks.unread(model, said, reason);
  return settled.rates;
}

function expressionRate(price: ExpressionPrice, group: Group, factors: NonNullable<Rate['factors']>, { profile }: RowContext): Rate {
  const { meter, conditions } = COUNTED[price.variable];
  const option = [conditions?.option, price.option].filter((word) => word !== undefined).join('_');
  return {
    meter, unit: METER_UNITS[meter], per: price.variable === 'fixed' ? 1 : 1_000_000,
    amount: product(...factors.map(({ value }) => value)), currency: profile.currency,
    conditions: {
      ...group.conditions,
      ...conditions,
      ...(option === '' ? {} : { option }),
      ...(price.prompt_tokens === undefined ? {} : { prompt_tokens: price.prompt_tokens }),
      ...(price.service === undefined ? {} : { service: price.service }),
      ...(price.other === undefined ? {} : { other: price.other }),
    },
    role: 'rate', kind: 'list', factors,
    ...(price.label === undefined || price.label === '' ? {} : { said: `tier ${excerpt(price.label, 80)}` }),
  };
}
