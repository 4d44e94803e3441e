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

package io.zmqtt.spring.listener;

/**
 * A listener has failed for a message. Its cause is what the listener threw.
 */
public class ListenerExecutionFailedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String listenerId;

	private final String topic;

	private final int attempts;

	/**
	 * Create an exception.
	 * @param listenerId the id of the listener
	 * @param topic the topic of the message
	 * @param attempts how often the listener was called for the message
	 * @param cause what the listener threw last
	 */
	public ListenerExecutionFailedException(String listenerId, String topic, int attempts, Throwable cause) {
		super("Listener '" + listenerId + "' failed for a message of topic '" + topic + "' (attempt " + attempts + ")",
				cause);
		this.listenerId = listenerId;
		this.topic = topic;
		this.attempts = attempts;
	}

	/**
	 * Return the id of the listener.
	 * @return the id
	 */
	public String getListenerId() {
		return this.listenerId;
	}

	/**
	 * Return the topic of the message.
	 * @return the topic name
	 */
	public String getTopic() {
		return this.topic;
	}

	/**
	 * Return how often the listener was called for the message.
	 * @return a number from 1
	 */
	public int getAttempts() {
		return this.attempts;
	}

}
