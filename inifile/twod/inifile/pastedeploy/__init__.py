"""The sections of an ini as PasteDeploy reads them, without loading an egg."""
