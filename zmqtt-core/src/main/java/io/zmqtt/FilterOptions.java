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

import java.util.Objects;

/**
 * The options of one topic filter that only MQTT 5 has (MQTT 5.0, section 3.8.3.1).
 *
 * @param noLocal whether messages that this client publishes are not sent back to it; not
 * allowed for shared subscriptions (MQTT-3.8.3-4)
 * @param retainAsPublished whether forwarded messages keep the RETAIN flag they were
 * published with
 * @param retainHandling what the broker does with retained messages at the time of the
 * subscription
 * @see SubscribeOptions#withFilter(TopicFilter, FilterOptions)
 */
public record FilterOptions(boolean noLocal, boolean retainAsPublished, RetainHandling retainHandling) {

	private static final FilterOptions DEFAULT = new FilterOptions(false, false, RetainHandling.SEND);

	/**
	 * Create options.
	 */
	public FilterOptions {
		Objects.requireNonNull(retainHandling, "retainHandling");
	}

	/**
	 * Return the defaults: all messages, RETAIN only on retained ones, retained messages
	 * are sent.
	 * @return the defaults
	 */
	public static FilterOptions defaults() {
		return DEFAULT;
	}

	/**
	 * Return these options with another No Local.
	 * @param noLocal whether own messages are left out
	 * @return new options
	 */
	public FilterOptions withNoLocal(boolean noLocal) {
		return new FilterOptions(noLocal, this.retainAsPublished, this.retainHandling);
	}

	/**
	 * Return these options with another Retain As Published.
	 * @param retainAsPublished whether the RETAIN flag is kept
	 * @return new options
	 */
	public FilterOptions withRetainAsPublished(boolean retainAsPublished) {
		return new FilterOptions(this.noLocal, retainAsPublished, this.retainHandling);
	}

	/**
	 * Return these options with another Retain Handling.
	 * @param retainHandling what is done with retained messages
	 * @return new options
	 */
	public FilterOptions withRetainHandling(RetainHandling retainHandling) {
		return new FilterOptions(this.noLocal, this.retainAsPublished, retainHandling);
	}

}
