#!/usr/bin/env node
import module from 'node:module';

// Before anything else is loaded: where Node can keep compiled code (22 and later), a query starts sooner.
(module as { readonly enableCompileCache?: () => unknown }).enableCompileCache?.();

const { runMain } = await import('./cli/run-main.ts');
await runMain(process.argv);
