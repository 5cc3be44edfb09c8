namespace WellIntake.Modules.Platform.Queueing;

/// <summary>What a job must be before a queue takes it.</summary>
internal static class JobChecks
{
    /// <summary>How large a body may be: 4 MB.</summary>
    public const int MaxBodyBytes = 4 * 1024 * 1024;

    private const int MaxIdLength = 128;

    /// <summary>Refuses the whole list for one that is wrong.</summary>
    /// <exception cref="JobRefusedException">An id is empty or too long, or a body too large.</exception>
    public static void ThrowIfInvalid(IReadOnlyList<JobEnvelope> jobs)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        for (var i = 0; i < jobs.Count; i++)
        {
            var job = jobs[i];
            if (string.IsNullOrEmpty(job.Id) || job.Id.Length > MaxIdLength)
                throw new JobRefusedException($"A job's id must have 1–{MaxIdLength} characters.", nameof(jobs));
            if (job.Body.Length > MaxBodyBytes)
                throw new JobRefusedException($"The body of job {job.Id} is over {MaxBodyBytes} bytes.", nameof(jobs));
        }
    }
}
