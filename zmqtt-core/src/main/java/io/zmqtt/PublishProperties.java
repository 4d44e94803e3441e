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

package io.zmqtt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

/**
 * The properties that a message of MQTT 5 carries besides its topic and payload (MQTT
 * 5.0, section 3.3.2.3). Immutable. Messages of MQTT 3.1.1 have {@link #none() none}.
 */
public final class PublishProperties {

	private static final long MAXIMUM_EXPIRY_SECONDS = 0xFFFF_FFFFL;

	private static final PublishProperties NONE = new PublishProperties(new Builder());

	private final boolean utf8Payload;

	private final long messageExpiryInterval;

	private final @Nullable String contentType;

	private final @Nullable String responseTopic;

	private final byte @Nullable [] correlationData;

	private final List<UserProperty> userProperties;

	private PublishProperties(Builder builder) {
		this.utf8Payload = builder.utf8Payload;
		this.messageExpiryInterval = builder.messageExpiryInterval;
		this.contentType = builder.contentType;
		this.responseTopic = builder.responseTopic;
		this.correlationData = builder.correlationData;
		this.userProperties = List.copyOf(builder.userProperties);
	}

	/**
	 * Return the empty properties.
	 * @return properties without any value
	 */
	public static PublishProperties none() {
		return NONE;
	}

	/**
	 * Begin new properties.
	 * @return a builder without any value
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Begin new properties with the values of these.
	 * @return a builder with these values
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.utf8Payload = this.utf8Payload;
		builder.messageExpiryInterval = this.messageExpiryInterval;
		builder.contentType = this.contentType;
		builder.responseTopic = this.responseTopic;
		builder.correlationData = this.correlationData;
		builder.userProperties.addAll(this.userProperties);
		return builder;
	}

	/**
	 * Return whether the payload is declared to be UTF-8 text (payload format indicator
	 * 1).
	 * @return whether the payload is text
	 */
	public boolean utf8Payload() {
		return this.utf8Payload;
	}

	/**
	 * Return the message expiry interval. On a received message it is what was left when
	 * the broker sent it.
	 * @return the interval in seconds, or empty if the message does not expire
	 */
	public OptionalLong messageExpiryInterval() {
		return (this.messageExpiryInterval < 0) ? OptionalLong.empty() : OptionalLong.of(this.messageExpiryInterval);
	}

	/**
	 * Return the content type, whose form only the application knows.
	 * @return the content type
	 */
	public Optional<String> contentType() {
		return Optional.ofNullable(this.contentType);
	}

	/**
	 * Return the topic to which a response is asked for.
	 * @return the response topic
	 */
	public Optional<String> responseTopic() {
		return Optional.ofNullable(this.responseTopic);
	}

	/**
	 * Return the data that ties a response to its request. The array is shared, not
	 * copied: do not change it.
	 * @return the correlation data
	 */
	public Optional<byte[]> correlationData() {
		return Optional.ofNullable(this.correlationData);
	}

	/**
	 * Return the user properties in their order.
	 * @return an immutable list
	 */
	public List<UserProperty> userProperties() {
		return this.userProperties;
	}

	/**
	 * Return the value of the first user property with the given name.
	 * @param name the name of a user property
	 * @return its value
	 */
	public Optional<String> userProperty(String name) {
		for (UserProperty property : this.userProperties) {
			if (property.name().equals(name)) {
				return Optional.of(property.value());
			}
		}
		return Optional.empty();
	}

	/**
	 * Return whether there is no value at all.
	 * @return whether these equal {@link #none()}
	 */
	public boolean isEmpty() {
		return equals(NONE);
	}

	@Override
	public boolean equals(@Nullable Object obj) {
		return this == obj || obj instanceof PublishProperties other && this.utf8Payload == other.utf8Payload
				&& this.messageExpiryInterval == other.messageExpiryInterval
				&& Objects.equals(this.contentType, other.contentType)
				&& Objects.equals(this.responseTopic, other.responseTopic)
				&& Arrays.equals(this.correlationData, other.correlationData)
				&& this.userProperties.equals(other.userProperties);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.utf8Payload, this.messageExpiryInterval, this.contentType, this.responseTopic,
				Arrays.hashCode(this.correlationData), this.userProperties);
	}

	/**
	 * Return which properties are set; values that may be confidential are left out.
	 */
	@Override
	public String toString() {
		return "PublishProperties[utf8Payload=" + this.utf8Payload + ", messageExpiryInterval="
				+ this.messageExpiryInterval + ", contentType=" + this.contentType + ", responseTopic="
				+ this.responseTopic + ", correlationData="
				+ ((this.correlationData != null) ? this.correlationData.length + " bytes" : "none")
				+ ", userProperties=" + this.userProperties.size() + "]";
	}

	/**
	 * Builds {@link PublishProperties}. Not thread-safe.
	 */
	public static final class Builder {

		private boolean utf8Payload;

		private long messageExpiryInterval = -1;

		private @Nullable String contentType;

		private @Nullable String responseTopic;

		private byte @Nullable [] correlationData;

		private final List<UserProperty> userProperties = new ArrayList<>(0);

		private Builder() {
		}

		/**
		 * Declare whether the payload is UTF-8 text. Default: false.
		 * @param utf8Payload whether it is
		 * @return this builder
		 */
		public Builder utf8Payload(boolean utf8Payload) {
			this.utf8Payload = utf8Payload;
			return this;
		}

		/**
		 * Set after which time the broker discards the message if it was not delivered.
		 * Default: never.
		 * @param interval the interval, in whole seconds from 0 to 4,294,967,295
		 * @return this builder
		 * @throws IllegalArgumentException if the interval is out of range
		 */
		public Builder messageExpiryInterval(Duration interval) {
			return messageExpiryInterval(interval.toSeconds());
		}

		/**
		 * Set after how many seconds the broker discards the message if it was not
		 * delivered. Default: never.
		 * @param seconds the interval, from 0 to 4,294,967,295 seconds
		 * @return this builder
		 * @throws IllegalArgumentException if the interval is out of range
		 */
		public Builder messageExpiryInterval(long seconds) {
			if (seconds < 0 || seconds > MAXIMUM_EXPIRY_SECONDS) {
				throw new IllegalArgumentException(
						"Message expiry interval must be from 0 to 4294967295 s, not " + seconds);
			}
			this.messageExpiryInterval = seconds;
			return this;
		}

		/**
		 * Set the content type. Default: none.
		 * @param contentType a description of the content, for example a MIME type
		 * @return this builder
		 * @throws IllegalArgumentException if it cannot be sent as an MQTT string
		 */
		public Builder contentType(@Nullable String contentType) {
			this.contentType = (contentType != null) ? MqttStrings.requireValid(contentType, "Content type") : null;
			return this;
		}

		/**
		 * Set the topic to which a response is asked for. Default: none.
		 * @param responseTopic a topic name without wildcards
		 * @return this builder
		 * @throws MqttInvalidTopicException if it is not a topic name
		 */
		public Builder responseTopic(@Nullable String responseTopic) {
			this.responseTopic = (responseTopic != null) ? MqttStrings.requireTopicName(responseTopic) : null;
			return this;
		}

		/**
		 * Set the data that ties the response to this request. Default: none. The array
		 * is shared, not copied.
		 * @param correlationData at most 65,535 bytes
		 * @return this builder
		 * @throws IllegalArgumentException if there are more bytes
		 */
		public Builder correlationData(byte @Nullable [] correlationData) {
			if (correlationData != null && correlationData.length > 0xFFFF) {
				throw new IllegalArgumentException(
						"Correlation data must be at most 65535 bytes, not " + correlationData.length);
			}
			this.correlationData = correlationData;
			return this;
		}

		/**
		 * Add a user property.
		 * @param name the name
		 * @param value the value
		 * @return this builder
		 * @throws IllegalArgumentException if either cannot be sent as an MQTT string
		 */
		public Builder userProperty(String name, String value) {
			MqttStrings.requireValid(name, "User property name");
			MqttStrings.requireValid(value, "User property value");
			this.userProperties.add(new UserProperty(name, value));
			return this;
		}

		/**
		 * Add user properties.
		 * @param properties the properties to add
		 * @return this builder
		 * @throws IllegalArgumentException if one cannot be sent as an MQTT string
		 */
		public Builder userProperties(Iterable<UserProperty> properties) {
			properties.forEach((property) -> userProperty(property.name(), property.value()));
			return this;
		}

		/**
		 * Return the properties.
		 * @return immutable properties
		 */
		public PublishProperties build() {
			return new PublishProperties(this);
		}

	}

}
