"""The number work of the sections below the top picture of /seq2seq, a module for each tab: numpy in, numpy out."""
