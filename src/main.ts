#!/usr/bin/env node
import module from 'node:module';

// Before anything else is loaded: compiled code from the last run starts a query twice as fast where Node can keep it.
module.enableCompileCache?.();

const { runMain } = await import('./cli/run-main.ts');
await runMain(process.argv);
