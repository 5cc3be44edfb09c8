namespace WellIntake.Modules.Platform.Crm.Zoho.Mapping;

/// <summary>
/// The modules and fields that every Zoho CRM has. A firm's own fields, such as assets under management, have names that
/// only its settings can know. Names are those of "Modules API" and "Get Records" in
/// https://www.zoho.com/crm/developer/docs/api/v8/.
/// </summary>
internal static class ZohoDefaults
{
    public static string Module(CrmKind kind) => kind switch
    {
        CrmKind.Candidates => "Contacts",
        CrmKind.Deals => "Deals",
        CrmKind.Meetings => "Events",
        _ => "Notes",
    };

    public static IReadOnlyDictionary<string, string> Fields(CrmKind kind) => kind switch
    {
        CrmKind.Candidates => Candidates,
        CrmKind.Deals => Deals,
        CrmKind.Meetings => Meetings,
        _ => Notes,
    };

    private static readonly Dictionary<string, string> Candidates = new(StringComparer.OrdinalIgnoreCase)
    {
        ["name"] = "Full_Name",
        ["title"] = "Title",
        ["firm"] = "Account_Name.name",
        ["email"] = "Email",
        ["phone"] = "Phone",
        ["city"] = "Mailing_City",
        ["state"] = "Mailing_State",
        ["summary"] = "Description",
        ["owner"] = "Owner.email",
        ["publishedAt"] = "Created_Time",
        ["modifiedAt"] = "Modified_Time",
    };

    private static readonly Dictionary<string, string> Deals = new(StringComparer.OrdinalIgnoreCase)
    {
        ["name"] = "Deal_Name",
        ["stage"] = "Stage",
        ["candidateId"] = "Contact_Name.id",
        ["firm"] = "Account_Name.name",
        ["amount"] = "Amount",
        ["owner"] = "Owner.email",
        ["description"] = "Description",
        ["createdAt"] = "Created_Time",
        ["closedAt"] = "Closing_Date",
        ["modifiedAt"] = "Modified_Time",
    };

    private static readonly Dictionary<string, string> Meetings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["title"] = "Event_Title",
        ["startsAt"] = "Start_DateTime",
        ["endsAt"] = "End_DateTime",
        ["candidateId"] = "Who_Id.id",
        ["dealId"] = "What_Id.id",
        ["participants"] = "Participants.name",
        ["outcome"] = "Description",
        ["owner"] = "Owner.email",
        ["modifiedAt"] = "Modified_Time",
    };

    private static readonly Dictionary<string, string> Notes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["text"] = "Note_Content",
        ["candidateId"] = "Parent_Id.id",
        ["author"] = "Created_By.name",
        ["owner"] = "Owner.email",
        ["createdAt"] = "Created_Time",
    };
}
