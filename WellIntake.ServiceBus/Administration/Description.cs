using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Azure.Messaging.ServiceBus.Administration;

/// <summary>What the service describes in XML.</summary>
internal interface IDescribed
{
    /// <summary>Elements of the description that have no property, such as authorisation rules: an update hands them back as they came.</summary>
    IReadOnlyList<XElement> Others { get; set; }
}

/// <summary>One element of a description.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Write">Its text; null leaves it out.</param>
/// <param name="Read">Takes its text.</param>
/// <param name="IsKept">Has no property: handed back as it came.</param>
internal sealed record DescriptionField<T>(string Name, Func<T, string?> Write, Action<T, XElement> Read, bool IsKept = false);

/// <summary>A kind of description. The service reads elements in one order only, which is that of the fields.</summary>
/// <param name="name">The description's element.</param>
/// <param name="fields">Its elements in order.</param>
internal sealed class Description<T>(string name, params IReadOnlyList<DescriptionField<T>> fields)
    where T : class, IDescribed
{
    // What the service tells and does not want to be told.
    private static readonly HashSet<string> Told = new(StringComparer.Ordinal)
    {
        "AccessedAt", "CreatedAt", "UpdatedAt", "MessageCount", "SizeInBytes", "CountDetails", "SubscriptionCount", "DefaultRuleDescription", "EntityAvailabilityStatus", "SkippedUpdate",
    };

    public string Name => name;

    /// <summary>An element that is handed back as it came.</summary>
    public static DescriptionField<T> Kept(string field) => new(field, _ => null, (_, _) => { }, IsKept: true);

    public static DescriptionField<T> Flag(string field, Func<T, bool> get, Action<T, bool> set)
        => new(field, item => XmlConvert.ToString(get(item)), (item, element) => set(item, Atom.Value(element, bool.Parse)));

    public static DescriptionField<T> Number(string field, Func<T, long?> get, Action<T, long> set)
        => new(field, item => get(item)?.ToString(CultureInfo.InvariantCulture), (item, element) => set(item, Atom.Value(element, text => long.Parse(text, CultureInfo.InvariantCulture))));

    /// <summary>A time; left out when null or for ever, which is what the service takes it for then.</summary>
    public static DescriptionField<T> Time(string field, Func<T, TimeSpan?> get, Action<T, TimeSpan> set)
        => new(field, item => get(item) is { } time && time != TimeSpan.MaxValue ? XmlConvert.ToString(time) : null, (item, element) => set(item, Atom.Value(element, Atom.Time)));

    public static DescriptionField<T> Text(string field, Func<T, string?> get, Action<T, string> set)
        => new(field, get, (item, element) =>
        {
            if (element.Value.Length > 0)
                set(item, element.Value);
        });

    public string Serialize(T item)
    {
        var others = item.Others.ToDictionary(element => element.Name.LocalName, StringComparer.Ordinal);
        var elements = new List<XElement>();
        foreach (var field in fields)
        {
            if (field.Write(item) is { } text)
                elements.Add(new XElement(Atom.ServiceBus + field.Name, text));
            else if (others.Remove(field.Name, out var kept))
                elements.Add(kept);
        }
        // The service adds new elements at the end.
        elements.AddRange(others.Values);
        return Atom.Entry(name, elements).ToString(SaveOptions.DisableFormatting);
    }

    public T Read(T item, XElement description)
    {
        var known = fields.ToDictionary(field => field.Name, StringComparer.Ordinal);
        var others = new List<XElement>();
        foreach (var element in description.Elements())
        {
            var field = known.GetValueOrDefault(element.Name.LocalName);
            field?.Read(item, element);
            if (!Told.Contains(element.Name.LocalName) && field is null or { IsKept: true })
                others.Add(element);
        }
        item.Others = others;
        return item;
    }
}
