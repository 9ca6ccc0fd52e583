mod honest_job;
