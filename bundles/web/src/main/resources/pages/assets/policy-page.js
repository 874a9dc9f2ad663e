// The policy on the agent's own pages, under the bar that they share.

import { follow } from '/assets/shell.js';
import '/assets/policy.js';

follow(() => {});
