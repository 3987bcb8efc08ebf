#!/usr/bin/env node
import module from 'node:module';

// From Node 22.8 on: what was compiled once is not compiled at every start (1.1 s → 0.9 s for `status`).
module.enableCompileCache?.();

const { main } = await import('../dist/cli/main.js');
await main(process.argv);
