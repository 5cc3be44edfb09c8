namespace WellIntake.Host.Chat;

/// <summary>A made-up person as whom one can speak on the page.</summary>
/// <param name="Key">In the page's address.</param>
/// <param name="Name">As it is shown.</param>
/// <param name="Role">Such as Recruiter; what the person may see follows from the role that is set for the e-mail address.</param>
/// <param name="Email">The member endpoint gives it.</param>
/// <param name="UserId">The channel's id.</param>
/// <param name="AadObjectId">Stands for the Entra object id.</param>
internal sealed record ChatPerson(string Key, string Name, string Role, string Email, string UserId, string AadObjectId);

/// <summary>Everybody there is on the page.</summary>
internal static class ChatPeople
{
    public const string BotId = "28:wellintake-local";
    public const string BotName = "WellIntake";
    public const string TenantId = "5f0c7d0e-0000-4000-8000-10ca1c4a7000";

    public static IReadOnlyList<ChatPerson> All { get; } =
    [
        new("recruiter", "Riley Morgan", "Recruiter", "riley.morgan@wellintake.example", "29:local-recruiter", "5f0c7d0e-0001-4000-8000-10ca1c4a7001"),
        new("executive", "Evelyn Hart", "Executive", "evelyn.hart@wellintake.example", "29:local-executive", "5f0c7d0e-0002-4000-8000-10ca1c4a7002"),
        new("admin", "Adrian Novak", "Admin", "adrian.novak@wellintake.example", "29:local-admin", "5f0c7d0e-0003-4000-8000-10ca1c4a7003"),
    ];

    /// <summary>The person with this key; the first when there is none.</summary>
    public static ChatPerson ByKey(string? key) => All.FirstOrDefault(p => p.Key == key) ?? All[0];

    /// <summary>By the channel's id or the object id; null when nobody has it.</summary>
    public static ChatPerson? ById(string id) => All.FirstOrDefault(p => p.UserId == id || p.AadObjectId == id);
}
