namespace WellIntake.Modules.Platform.Teams.People;

/// <summary>What a person may do; each may what those before it may.</summary>
public enum UserRole
{
    /// <summary>Everybody without a row.</summary>
    Recruiter,
    /// <summary>Sees all records, and may have alerts.</summary>
    Executive,
    /// <summary>The same, and administers.</summary>
    Admin,
}

/// <summary>A role that was given.</summary>
/// <param name="User">An e-mail address or an AAD id, lower-case.</param>
/// <param name="Role">What the person may do.</param>
/// <param name="UpdatedAt">When it was given.</param>
public sealed record UserRoleEntry(string User, UserRole Role, DateTimeOffset UpdatedAt);

/// <summary>Who may do what. Read from the database each time, so that what is taken away is gone at once.</summary>
public interface IUserRoles
{
    /// <summary>
    /// A person's role, looked for by every name that is known of them: the address or id given, and the address and AAD
    /// id that the channel told. Names with different roles: the least. No row: recruiter.
    /// </summary>
    /// <param name="userId">The channel's id.</param>
    /// <param name="userEmail">The address, or the AAD id that stands in for it.</param>
    /// <param name="ct">Cancelled: throws.</param>
    Task<UserRole> FindAsync(string userId, string userEmail, CancellationToken ct);

    /// <summary>Every role that was given, by user.</summary>
    Task<IReadOnlyList<UserRoleEntry>> ListAsync(CancellationToken ct);

    /// <summary>Gives a role, in place of the one before.</summary>
    /// <returns>The user, as it is kept.</returns>
    /// <exception cref="ArgumentException"><paramref name="user"/> is neither an e-mail address nor an AAD id.</exception>
    Task<string> SetAsync(string user, UserRole role, CancellationToken ct);

    /// <summary>Takes a role away.</summary>
    /// <returns>False when there was none.</returns>
    /// <exception cref="ArgumentException"><paramref name="user"/> is neither an e-mail address nor an AAD id.</exception>
    Task<bool> RemoveAsync(string user, CancellationToken ct);
}
