/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.internal.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * Reads one section of properties and holds its values until they are taken.
 */
final class PropertyReader {

	private static final int COUNT = Property.values().length;

	private static final int APPLICATION_PROPERTIES = bits(Property.PAYLOAD_FORMAT_INDICATOR,
			Property.MESSAGE_EXPIRY_INTERVAL, Property.CONTENT_TYPE, Property.RESPONSE_TOPIC, Property.CORRELATION_DATA,
			Property.USER_PROPERTY);

	private static final int[] NO_IDENTIFIERS = {};

	private final long[] numbers = new long[COUNT];

	private final @Nullable Object[] objects = new @Nullable Object[COUNT];

	private int present;

	private @Nullable List<UserProperty> userProperties;

	private int[] subscriptionIdentifiers = NO_IDENTIFIERS;

	private int subscriptionIdentifierCount;

	/**
	 * Read properties up to the reader's end.
	 */
	void read(FrameReader reader, PropertySection section) {
		clear();
		while (reader.remaining() > 0) {
			int identifier = reader.readVariableByteInteger();
			Property property = Property.find(identifier);
			if (property == null) {
				throw DecodingException.malformed("Unknown property identifier " + identifier);
			}
			if (!property.isAllowedIn(section)) {
				throw DecodingException.protocolError(property + " is not allowed in " + section + " properties");
			}
			int bit = 1 << property.ordinal();
			if ((this.present & bit) != 0 && !property.isRepeatableIn(section)) {
				throw DecodingException.protocolError(property + " appears more than once");
			}
			this.present |= bit;
			readValue(reader, property);
		}
		if (has(Property.AUTHENTICATION_DATA) && !has(Property.AUTHENTICATION_METHOD)) {
			throw DecodingException.protocolError("AUTHENTICATION_DATA without AUTHENTICATION_METHOD");
		}
	}

	private void readValue(FrameReader reader, Property property) {
		switch (property.type()) {
			case BIT -> number(property, reader.readUnsignedByte());
			case TWO_BYTES, TWO_BYTES_NOT_ZERO -> number(property, reader.readUnsignedShort());
			case FOUR_BYTES, FOUR_BYTES_NOT_ZERO -> number(property, reader.readUnsignedInt());
			case VARIABLE_NOT_ZERO -> {
				int value = reader.readVariableByteInteger();
				number(property, value);
				addSubscriptionIdentifier(value);
			}
			case STRING -> this.objects[property.ordinal()] = reader.readString();
			case BINARY -> this.objects[property.ordinal()] = reader.readBinary();
			case STRING_PAIR -> addUserProperty(new UserProperty(reader.readString(), reader.readString()));
		}
	}

	private void number(Property property, long value) {
		if (!property.type().isInRange(value)) {
			throw new DecodingException(
					(property == Property.TOPIC_ALIAS) ? ReasonCode.TOPIC_ALIAS_INVALID : ReasonCode.PROTOCOL_ERROR,
					property + " must not be " + value);
		}
		this.numbers[property.ordinal()] = value;
	}

	private void addSubscriptionIdentifier(int value) {
		int count = this.subscriptionIdentifierCount++;
		if (count == this.subscriptionIdentifiers.length) {
			this.subscriptionIdentifiers = Arrays.copyOf(this.subscriptionIdentifiers, Math.max(1, 2 * count));
		}
		this.subscriptionIdentifiers[count] = value;
	}

	private void addUserProperty(UserProperty property) {
		List<UserProperty> properties = this.userProperties;
		if (properties == null) {
			properties = new ArrayList<>(2);
			this.userProperties = properties;
		}
		properties.add(property);
	}

	private static int bits(Property... properties) {
		int bits = 0;
		for (Property property : properties) {
			bits |= 1 << property.ordinal();
		}
		return bits;
	}

	private void clear() {
		this.present = 0;
		Arrays.fill(this.objects, null);
		this.userProperties = null;
		this.subscriptionIdentifiers = NO_IDENTIFIERS;
		this.subscriptionIdentifierCount = 0;
	}

	boolean has(Property property) {
		return (this.present & (1 << property.ordinal())) != 0;
	}

	/**
	 * Return whether there are properties that belong to a message, whatever carries it.
	 */
	boolean hasApplicationProperties() {
		return (this.present & APPLICATION_PROPERTIES) != 0;
	}

	long number(Property property) {
		return has(property) ? this.numbers[property.ordinal()] : 0;
	}

	@Nullable Long asLong(Property property) {
		return has(property) ? this.numbers[property.ordinal()] : null;
	}

	@Nullable Integer asInteger(Property property) {
		return has(property) ? (int) this.numbers[property.ordinal()] : null;
	}

	@Nullable Boolean asBoolean(Property property) {
		return has(property) ? this.numbers[property.ordinal()] == 1 : null;
	}

	@Nullable QoS asQos(Property property) {
		return has(property) ? QoS.of((int) this.numbers[property.ordinal()]) : null;
	}

	@Nullable String string(Property property) {
		return (String) this.objects[property.ordinal()];
	}

	byte @Nullable [] binary(Property property) {
		return (byte[]) this.objects[property.ordinal()];
	}

	int[] subscriptionIdentifiers() {
		return (this.subscriptionIdentifierCount == this.subscriptionIdentifiers.length) ? this.subscriptionIdentifiers
				: Arrays.copyOf(this.subscriptionIdentifiers, this.subscriptionIdentifierCount);
	}

	List<UserProperty> userProperties() {
		return (this.userProperties != null) ? List.copyOf(this.userProperties) : List.of();
	}

}
