import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import type { PathPattern } from './data.ts';
import type { PlanParts, Step } from './fetch.ts';
import { fetchStep } from './fetch.ts';

const stepOf = (node: PlanNode, path: PathPattern, parts: PlanParts): Step => {
  switch (node.kind) {
    case 'Fetch':
      return fetchStep(node, path, parts);
    case 'Flatten':
      return stepOf(node.node, [...path, ...node.path], parts);
    case 'Sequence': {
      const steps = node.nodes.map((each) => stepOf(each, path, parts));
      return async (run) => {
        for (const step of steps) await step(run);
      };
    }
    case 'Parallel': {
      const steps = node.nodes.map((each) => stepOf(each, path, parts));
      return async (run) => {
        await Promise.all(steps.map((step) => step(run)));
      };
    }
    case 'Condition': {
      const [yes, no] = [node.ifClause, node.elseClause].map((each) => each && stepOf(each, path, parts));
      return async (run) => (run.variables[node.condition] === true ? yes : no)?.(run);
    }
    case 'Defer':
      throw new TypeError('`@defer` is not a part of this graph');
  }
};

/**
 * Makes a plan ready: all that does not depend on a request is worked out once.
 * @throws TypeError for a plan with parts that this gateway does not know, or a subgraph without a data source.
 */
export const compilePlan = ({ node }: QueryPlan, parts: PlanParts): Step => {
  if (!node) return () => Promise.resolve();
  if (node.kind === 'Subscription') throw new TypeError('subscriptions are not a part of this graph');
  return stepOf(node, [], parts);
};
